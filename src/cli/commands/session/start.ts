import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Client } from "../../../api/client.ts";
import { type SessionView, SHELL_GONE } from "../../../api/contract/session.ts";
import { OverstoryError } from "../../../errors.ts";
import { askYesNo, mayAsk } from "../../ask.ts";
import { defineCommand } from "../../command.ts";
import { INTERRUPTED } from "../../live/interrupt.ts";
import { inert } from "../../render/text.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

const { json, format } = WORK_ARGS;

export const sessionStart = defineCommand({
  args: {
    name: {
      type: "string",
      valueHint: "NAME",
      description: "Made from the source and a number when left out",
    },
    role: { type: "string", valueHint: "ROLE", description: "What it works as" },
    source: {
      type: "enum",
      options: ["cli", "mcp", "api", "gui"],
      default: "cli",
      description: "From where it is kept",
    },
    type: {
      type: "enum",
      options: ["work", "planning", "review"],
      default: "work",
      description: "What kind of work it is",
    },
    worktree: { type: "string", valueHint: "DIR", description: "Where it works; here when left out" },
    new: { type: "boolean", description: "Although another one was left behind" },
    format,
    json,
  },
  examples: [
    ["overstory session start", "keep a session in this terminal: what you do from now on is its"],
    ["overstory session start --name api --role builder", "with a name and a role"],
    ["overstory session start --source mcp --json", "for another program; its key is in the answer"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const before = args.new ? undefined : await findBefore(client);
    if (before) {
      if (!(await mayAsk(args))) throw refusal(before);
      const goesOn = await askYesNo(`${describe(before)}. Go on with it?`);
      if (goesOn === undefined) return INTERRUPTED;
      if (goesOn) return await goOn(client, before, args);
      if (!before.isLeft) throw refusal(before);
    }
    const session = await client.work.startSession({
      name: args.name,
      role: args.role,
      source: args.source,
      type: args.type,
      worktree: args.worktree === undefined ? worktreeOf(process.cwd()) : resolve(args.worktree),
    });
    await answer(args, { session }, () => [
      `${session.key} (${inert(session.name)}) has begun; it is current in this terminal`,
    ]);
    return 0;
  },
});

interface Before {
  session: SessionView;
  /** Its shell is gone. */
  isLeft: boolean;
}

/** The session that is current in this terminal, else the newest that was left behind by a shell that is gone. */
async function findBefore({ work }: Client): Promise<Before | undefined> {
  const current = await work.currentSession().catch((error) => {
    if (error instanceof OverstoryError && error.code === "usage") return undefined;
    throw error;
  });
  if (current && current.endedAt === null) return { session: current, isLeft: false };
  const left = (await work.sessions({ source: "cli" })).findLast(
    ({ attention, attentionReason }) => attention === "paused" && attentionReason === SHELL_GONE,
  );
  return left && { session: left, isLeft: true };
}

const describe = ({ session, isLeft }: Before): string =>
  isLeft
    ? `${session.key} (${inert(session.name)}) was left behind: ${SHELL_GONE}`
    : `${session.key} (${inert(session.name)}) is current in this terminal${session.attention === "paused" ? ", and paused" : ""}`;

const refusal = (before: Before): OverstoryError =>
  new OverstoryError("conflict", describe(before), {
    hint: before.isLeft
      ? `go on with it: overstory session resume ${before.session.key}; or begin another: overstory session start --new`
      : before.session.attention === "paused"
        ? `go on with it: overstory session resume; or end it first: overstory session end`
        : "end it first: overstory session end",
  });

async function goOn(
  { work }: Client,
  { session, isLeft }: Before,
  output: { json: boolean; format: "plain" | "markdown" },
): Promise<number> {
  const isStill = isLeft || session.attention === "paused";
  const current = isStill ? await work.resumeSession(session.key) : session;
  await answer(output, { session: current }, () => [`${current.key} (${inert(current.name)}) goes on`]);
  return 0;
}

/** The top of the work tree around a folder. */
function worktreeOf(folder: string): string | undefined {
  if (existsSync(join(folder, ".git"))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : worktreeOf(above);
}
