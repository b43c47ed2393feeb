import type { CheckView } from "../../api/contract/check.ts";
import { runCommand } from "../../command.ts";
import { OverstoryError } from "../../errors.ts";

const DEADLINE_MS = 5000;

interface Program {
  name: string;
  argv: string[];
  least: string;
  install: string;
}

const PROGRAMS: Program[] = [
  { name: "bun", argv: [process.execPath, "--version"], least: "1.4.5", install: "bun upgrade" },
  {
    name: "git",
    argv: ["git", "--version"],
    least: "2.38",
    install: "install git 2.38 or newer with your package manager",
  },
  {
    name: "tmux",
    argv: ["tmux", "-V"],
    least: "3.2",
    install: "install tmux 3.2 or newer with your package manager",
  },
];

/** Whether the programs that overstory needs are there, and new enough. */
export const checkPrograms = (): Promise<CheckView[]> => Promise.all(PROGRAMS.map(checkProgram));

async function checkProgram({ name, argv, least, install }: Program): Promise<CheckView> {
  let output: string;
  try {
    output = (await runCommand(argv, { deadlineMs: DEADLINE_MS })).stdout.trim();
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return { name, state: "failed", message: error.message, hint: install };
  }
  const version = /\d+(?:\.\d+)+/.exec(output)?.[0];
  if (version === undefined)
    return {
      name,
      state: "warning",
      message: `its version cannot be told from ${JSON.stringify(output)}`,
      hint: install,
    };
  if (isOlder(version, least))
    return { name, state: "failed", message: `version ${version} is older than ${least}`, hint: install };
  return { name, state: "ok", message: `version ${version}`, hint: null };
}

/** Compares versions part by part: `3.3a` is read as 3.3, and 2.9 is older than 2.38. */
export function isOlder(version: string, least: string): boolean {
  const [have, need] = [version, least].map((text) =>
    text.split(".").map((part) => Number.parseInt(part, 10)),
  );
  for (const [index, part] of (need ?? []).entries()) {
    const mine = have?.[index] ?? 0;
    if (mine !== part) return mine < part;
  }
  return false;
}
