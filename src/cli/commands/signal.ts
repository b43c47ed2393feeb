import type { ArgsDef } from "citty";
import type { SignalReport } from "../../api/contract/signal.ts";
import type { Attention } from "../../domain/session.ts";
import { parseDuration } from "../../duration.ts";
import { OverstoryError, usageError } from "../../errors.ts";
import { didYouMean } from "../../suggest.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { callDaemon } from "../daemon/connect.ts";
import { printJson } from "../output.ts";
import { projectOf, projectOfAgent } from "../project.ts";

// Hooks of agents run these, and some agents read what a hook prints: so nothing is printed.

const WAITS = [
  "permission",
  "question",
  "approval",
  "auth",
  "paused",
] as const satisfies readonly Attention[];

const COMMON = {
  session: {
    type: "string",
    valueHint: "SESSION",
    description: "Key, name or id; the agent's own when left out ($OVERSTORY_SESSION)",
  },
  json: JSON_ARG,
} as const satisfies ArgsDef;

const REASON = { type: "string", valueHint: "TEXT", description: "What a person should know of it" } as const;

export const signalProgress = defineCommand({
  args: { note: { type: "string", valueHint: "TEXT", description: "What was done" }, ...COMMON },
  examples: [['overstory signal progress --note "parser done"', "it moves"]],
  run: (args) => send(args, { kind: "progress", note: args.note ?? null }),
});

export const signalToolStart = defineCommand({
  args: {
    name: { type: "positional", description: "The tool" },
    for: { type: "string", valueHint: "TIME", description: "How long it may be silent: 30m" },
    ...COMMON,
  },
  examples: [["overstory signal tool-start tests --for 30m", "silent for up to 30 minutes is all right"]],
  run: (args) => {
    const permittedMs = args.for === undefined ? null : parseDuration(args.for, "--for");
    return send(args, { kind: "tool_start", name: args.name, permittedMs });
  },
});

export const signalToolEnd = defineCommand({
  args: { name: { type: "positional", description: "The tool" }, ...COMMON },
  examples: [["overstory signal tool-end tests", "the tool is done"]],
  run: (args) => send(args, { kind: "tool_end", name: args.name }),
});

export const signalWait = defineCommand({
  args: {
    what: { type: "positional", description: `What it waits for: ${WAITS.join(", ")}` },
    reason: REASON,
    ...COMMON,
  },
  examples: [['overstory signal wait question --reason "which parser?"', "a person is told"]],
  run: (args) => {
    const attention = WAITS.find((wait) => wait === args.what);
    if (!attention)
      throw usageError(
        `overstory signal wait: WHAT must be one of ${WAITS.join(", ")}, not "${args.what}"${didYouMean(args.what, WAITS)}`,
        "see: overstory signal wait --help",
      );
    return send(args, { kind: "wait", attention, reason: args.reason ?? null });
  },
});

export const signalLimited = defineCommand({
  args: {
    until: {
      type: "string",
      valueHint: "WHEN",
      description: "15m, or a time as 2026-01-31T12:00Z, if it is known",
    },
    group: {
      type: "string",
      valueHint: "NAME",
      description: "Who shares the limit, an account for instance; its runtime when left out",
    },
    reason: REASON,
    ...COMMON,
  },
  examples: [["overstory signal limited --until 15m", "no session of its runtime is started before"]],
  run: (args) =>
    send(args, {
      kind: "limited",
      until: args.until === undefined ? null : readUntil(args.until, Date.now()),
      group: args.group ?? null,
      reason: args.reason ?? null,
    }),
});

export const signalWorking = defineCommand({
  args: COMMON,
  examples: [["overstory signal working", "what it waited for is over"]],
  run: (args) => send(args, { kind: "working" }),
});

interface Sender {
  project: string | undefined;
  session: string | undefined;
  json: boolean;
}

/** As the agent that it runs in, by its environment; with `--session` as a person. */
async function send({ project, session, json }: Sender, report: SignalReport): Promise<number> {
  const { OVERSTORY_SESSION: own, OVERSTORY_ATTEMPT: attempt, OVERSTORY_PROJECT: home } = process.env;
  const target = session ?? own;
  if (!target)
    throw usageError("which session? this is no agent's environment", "name it: --session SESSION-001");
  const isOwn = session === undefined;
  const paths = await (isOwn && home && project === undefined
    ? projectOfAgent(home)
    : projectOf({ project }));
  const request = { report, ...(isOwn && attempt ? { attempt: Number(attempt) } : {}) };
  const signal = await callDaemon(paths, (client) => client.signal(target, request));
  if (json) printJson({ signal });
  return 0;
}

/** A time, or a duration from `now` on; as ISO 8601. Throws `usage`. */
export function readUntil(text: string, now: number): string {
  const ahead = readAhead(text);
  const time = new Date(ahead === undefined ? text : now + ahead);
  if (Number.isNaN(time.getTime()))
    throw usageError(
      `--until: ${JSON.stringify(text)} is neither a duration nor a time`,
      "write it as 15m, 2h or 2026-01-31T12:00:00Z",
    );
  return time.toISOString();
}

function readAhead(text: string): number | undefined {
  try {
    return parseDuration(text, "--until");
  } catch (error) {
    if (error instanceof OverstoryError) return undefined;
    throw error;
  }
}
