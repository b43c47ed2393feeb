import type { Client } from "../../../api/client.ts";
import type { EndSessionRequest, HeldTask, SessionView } from "../../../api/contract/session.ts";
import { usageError } from "../../../errors.ts";
import { askChoice, askText, mayAsk } from "../../ask.ts";
import { defineCommand } from "../../command.ts";
import { INTERRUPTED } from "../../live/interrupt.ts";
import { inert } from "../../render/text.ts";
import { sessionState } from "../../render/words.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { TARGET } from "./change.ts";

const { json, format } = WORK_ARGS;

export const sessionEnd = defineCommand({
  args: {
    session: TARGET,
    summary: { type: "string", valueHint: "TEXT", description: "What it did" },
    outcome: {
      type: "enum",
      options: ["success", "unverified", "failed", "abandoned"],
      description: "How it ended; judged by its checks when left out",
    },
    release: { type: "boolean", description: "The task that it holds is there for others again" },
    complete: { type: "boolean", description: "The task that it holds is complete" },
    handoff: {
      type: "string",
      valueHint: "SESSION",
      description: "The task that it holds goes to that session",
    },
    force: { type: "boolean", description: "Although a check fails; needs --reason" },
    reason: { type: "string", valueHint: "TEXT", description: "Why it is forced, or the task released" },
    format,
    json,
  },
  examples: [
    ['overstory session end --summary "The parser reads all files"', "it holds no task"],
    ["overstory session end --release", "its task is there for others again"],
    ['overstory session end --complete --summary "The parser reads all files"', "its task is done"],
    ["overstory session end --handoff SESSION-004", "another session goes on with its task"],
  ],
  run: async (args) => {
    const told = heldTaskOf(args);
    const { client } = await workplace({ project: args.project });
    const request: EndSessionRequest = {
      summary: args.summary,
      outcome: args.outcome,
      task: told,
      force: args.force || undefined,
      reason: args.reason,
    };
    if (told === undefined && (await mayAsk(args))) {
      const task = await askForTask(client, args.session);
      if (task === "interrupted") return INTERRUPTED;
      if (task) request.task = task;
    }
    if (request.task?.do === "complete" && !args.summary && (await mayAsk(args)))
      request.summary = await askText("What was done?");
    const session = await client.work.endSession(args.session, request);
    await answer(args, { session }, () => [
      `${session.key} (${inert(session.name)}) has ended: ${ending(session)}`,
    ]);
    return 0;
  },
});

const ending = (session: SessionView): string => sessionState(session);

interface Told {
  release: boolean;
  complete: boolean;
  handoff: string | undefined;
}

function heldTaskOf({ release, complete, handoff }: Told): HeldTask | undefined {
  if ([release, complete, handoff !== undefined].filter(Boolean).length > 1)
    throw usageError("--release, --complete and --handoff exclude each other", "say one of them");
  if (release) return { do: "release" };
  if (complete) return { do: "complete" };
  return handoff === undefined ? undefined : { do: "handoff", to: handoff };
}

/** What is to become of the task that it holds; undefined when it holds none. */
async function askForTask(
  { work, session: show }: Client,
  key: string | undefined,
): Promise<HeldTask | undefined | "interrupted"> {
  const session = key === undefined ? await work.currentSession() : await show(key);
  if (!session.holdsTask || !session.task) return undefined;
  const chosen = await askChoice(`${session.key} holds ${session.task.key}. What becomes of it?`, [
    { value: "release", label: "release: it is there for others again" },
    { value: "complete", label: "complete: it is done" },
    { value: "handoff", label: "handoff: another session goes on with it" },
  ]);
  if (chosen === undefined) return "interrupted";
  if (chosen !== "handoff") return { do: chosen };
  const to = await askText("To which session?");
  return to === undefined ? "interrupted" : { do: "handoff", to };
}
