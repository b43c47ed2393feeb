import { cpSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../command.ts";
import { OverstoryError } from "../../errors.ts";
import { quote } from "../quote.ts";
import { demoPlan } from "./plan.ts";

const GIT_DEADLINE_MS = 20_000;
/** Sockets lie below the folder, and their paths must be short. */
const FOLDER_LIMIT = 40;

export interface DemoProject {
  /** Everything of the demo is in here. */
  folder: string;
  repository: string;
  plan: object;
}

/** A new temporary folder with a git repository, a small program in it, and a plan for its agents. */
export async function makeDemoProject(): Promise<DemoProject> {
  const base = realpathSync(tmpdir());
  const folder = mkdtempSync(join(base.length > FOLDER_LIMIT ? "/tmp" : base, "overstory-demo-"));
  const repository = join(folder, "textstat");
  cpSync(join(import.meta.dir, "template"), repository, { recursive: true });
  cpSync(join(import.meta.dir, "agent"), join(folder, "agent"), { recursive: true });
  // The gate of every task; bun by its full path, since it need not be on the PATH.
  writeFileSync(join(repository, "check.sh"), `exec ${quote(process.execPath)} test\n`);
  const plan = demoPlan(join(folder, "agent", "agent.sh"));
  writeFileSync(join(folder, "plan.json"), `${JSON.stringify(plan, null, 2)}\n`);
  await git(repository, "init", "--quiet", "--initial-branch=main");
  for (const [name, value] of SETTINGS) await git(repository, "config", name, value);
  await git(repository, "add", "--all");
  await git(repository, "commit", "--quiet", "--message", "Tell the size of a text");
  return { folder, repository, plan };
}

/** Whatever the person's own git settings are, the demo runs the same. */
const SETTINGS = [
  ["user.name", "Overstory demo"],
  ["user.email", "demo@overstory.invalid"],
  ["commit.gpgSign", "false"],
  ["core.hooksPath", "/dev/null"],
] as const;

async function git(cwd: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runCommand(["git", ...args], { cwd, deadlineMs: GIT_DEADLINE_MS });
  if (exitCode !== 0)
    throw new OverstoryError("git", `git ${args.join(" ")} failed in ${cwd}: ${stderr.trim()}`, {
      hint: "overstory doctor",
    });
}
