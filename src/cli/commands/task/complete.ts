import type { Client } from "../../../api/client.ts";
import type { WorkTaskView } from "../../../api/contract/task.ts";
import { usageError } from "../../../errors.ts";
import { askText, mayAsk } from "../../ask.ts";
import { defineCommand } from "../../command.ts";
import { printLines } from "../../output.ts";
import { completionLines } from "../../render/completion-lines.ts";
import { taskLabel } from "../../render/task-words.ts";
import { standardScreen } from "../../terminal.ts";
import { WORK_ARGS, workplace } from "../../work.ts";
import { carryOut, REASON, TASK } from "./change.ts";
import { untilGatesEnd } from "./gates.ts";

const SUMMARY = { type: "string", valueHint: "TEXT", description: "What was done" } as const;
const FORCE = { type: "boolean", description: "Although checks fail; needs --reason" } as const;
const GATES = { type: "boolean", description: "Run its gates first" } as const;

export const taskComplete = defineCommand({
  args: { task: TASK, summary: SUMMARY, gates: GATES, force: FORCE, reason: REASON, ...WORK_ARGS },
  examples: [
    [
      'overstory task complete --summary "The parser reads all old files"',
      "the task that you work on is done",
    ],
    ["overstory task complete TASK-002", "at a terminal you are asked for what is missing"],
    ['overstory task complete --force --reason "the gate is broken" --summary "…"', "although a check fails"],
  ],
  run: async (args) => {
    requireReason(args);
    const { client } = await workplace(args);
    if (args.gates) await untilGatesEnd(client, args.task);
    const summary = args.summary ?? (await askForSummary(client, args));
    const { force, reason } = args;
    return await carryOut(client, args, "complete", { summary, force, reason }, completed);
  },
});

export const taskDeactivate = defineCommand({
  args: {
    task: TASK,
    complete: { type: "boolean", description: "It is done: complete it, by its checks" },
    summary: SUMMARY,
    force: FORCE,
    reason: REASON,
    ...WORK_ARGS,
  },
  examples: [
    ["overstory task deactivate", "put it aside: it is paused, and nobody holds it"],
    ['overstory task deactivate --complete --summary "The parser reads all old files"', "it is done"],
  ],
  run: async (args) => {
    requireReason(args);
    const { client } = await workplace(args);
    const { complete, force, reason } = args;
    const summary = args.summary ?? (complete ? await askForSummary(client, args) : undefined);
    return await carryOut(client, args, "deactivate", { complete, summary, force, reason }, completed);
  },
});

function requireReason({ force, reason }: { force: boolean; reason: string | undefined }): void {
  if (force && reason === undefined)
    throw usageError("--force needs a reason: it is recorded", 'say why: --force --reason "…"');
}

/** A person at a terminal sees what is missing, and gives what can be given there. */
async function askForSummary(
  { work }: Client,
  args: { task: string | undefined; json: boolean; force: boolean },
): Promise<string | undefined> {
  if (!(await mayAsk(args))) return undefined;
  const check = await work.checkTask(args.task);
  const isGiven = check.requirements.some(({ type, state }) => type === "summary" && state === "met");
  const fails = check.requirements.some(({ type, state }) => type !== "summary" && state === "missing");
  // Not asked for only to be thrown away: the refusal says what else is missing.
  if (isGiven || (fails && !args.force)) return undefined;
  printLines(completionLines(check, await standardScreen()));
  return await askText(`What was done in ${check.subject}?`);
}

const completed = (task: WorkTaskView): string =>
  task.status === "underway"
    ? `${taskLabel(task)} is declared complete; its gates and its merge follow when the agent ends`
    : `${taskLabel(task)} is ${task.status}`;
