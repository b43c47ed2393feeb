import type { Client } from "../../../api/client.ts";
import { SELF } from "../../../api/contract/call.ts";
import type { TaskChangeName, TaskChangeRequest, WorkTaskView } from "../../../api/contract/task.ts";
import { defineCommand } from "../../command.ts";
import { taskLabel } from "../../render/task-words.ts";
import { inert } from "../../render/text.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

export const TASK = {
  type: "positional",
  required: false,
  description: "Key or id; the one that the session works on when left out",
} as const;
const TAKEN = { type: "positional", description: "Key or id" } as const;
const FORCE = { type: "boolean", description: "Although tasks that it depends on are open" } as const;
export const REASON = { type: "string", valueHint: "TEXT", description: "Why" } as const;

export const taskClaim = defineCommand({
  args: { task: TAKEN, force: FORCE, reason: REASON, ...WORK_ARGS },
  examples: [
    ["overstory task claim TASK-002", "take it: it is yours and underway"],
    ["overstory task claim TASK-002 --session SESSION-003", "for another session, as a person"],
  ],
  run: (args) => change(args, "claim", { force: args.force, reason: args.reason }, taken),
});

export const taskActivate = defineCommand({
  args: {
    task: TAKEN,
    switch: { type: "boolean", description: "Pause the task that the session holds first" },
    force: FORCE,
    reason: REASON,
    ...WORK_ARGS,
  },
  examples: [
    ["overstory task activate TASK-002", "take it, or go to a subtask of the task in hand"],
    ["overstory task activate TASK-003 --switch", "pause the one in hand, take this one"],
  ],
  run: (args) =>
    change(args, "activate", { force: args.force, switch: args.switch, reason: args.reason }, taken),
});

export const taskAbort = defineCommand({
  args: { task: TASK, reason: REASON, ...WORK_ARGS },
  examples: [['overstory task abort TASK-002 --reason "not needed"', "whoever holds it is told"]],
  run: (args) => change(args, "abort", { reason: args.reason }, (task) => `${taskLabel(task)} is aborted`),
});

export const taskBlock = defineCommand({
  args: { task: TASK, reason: REASON, ...WORK_ARGS },
  examples: [['overstory task block --reason "waits for the new API"', "it cannot go on for now"]],
  run: (args) => change(args, "block", { reason: args.reason }, (task) => `${taskLabel(task)} is blocked`),
});

export const taskPause = defineCommand({
  args: { task: TASK, reason: REASON, ...WORK_ARGS },
  examples: [['overstory task pause --reason "something urgent"', "put it aside; nobody holds it then"]],
  run: (args) => change(args, "pause", { reason: args.reason }, (task) => `${taskLabel(task)} is paused`),
});

export const taskReview = defineCommand({
  args: { task: TASK, reason: REASON, ...WORK_ARGS },
  examples: [["overstory task review", "it is done but for someone's look; nobody holds it then"]],
  run: (args) => change(args, "review", { reason: args.reason }, (task) => `${taskLabel(task)} is in review`),
});

export const taskReopen = defineCommand({
  args: { task: TAKEN, reason: REASON, ...WORK_ARGS },
  examples: [
    ["overstory task reopen TASK-002", "what was paused, blocked or in review is there to be taken again"],
  ],
  run: (args) =>
    change(args, "reopen", { reason: args.reason }, (task) => `${taskLabel(task)} is todo again`),
});

export const taskHandoff = defineCommand({
  args: {
    task: TASK,
    to: { type: "string", valueHint: "SESSION", required: true, description: "The session that gets it" },
    reason: REASON,
    ...WORK_ARGS,
  },
  examples: [["overstory task handoff --to SESSION-004", "that session holds it from now on"]],
  run: (args) =>
    change(
      args,
      "handoff",
      { to: args.to, reason: args.reason },
      (task) => `${taskLabel(task)} is held by ${task.session?.key ?? args.to}`,
    ),
});

const taken = (task: WorkTaskView): string =>
  `${taskLabel(task)} is underway, held by ${task.session?.key ?? "nobody"}: ${inert(task.title)}`;

export interface ChangeArguments {
  project: string | undefined;
  session: string | undefined;
  task: string | undefined;
  format: "plain" | "markdown";
  json: boolean;
}

async function change(
  args: ChangeArguments,
  name: TaskChangeName,
  request: TaskChangeRequest,
  say: (task: WorkTaskView) => string,
): Promise<number> {
  const { client } = await workplace(args);
  return await carryOut(client, args, name, request, say);
}

/** Changes the task and says what it is now. */
export async function carryOut(
  { work }: Client,
  args: ChangeArguments,
  name: TaskChangeName,
  request: TaskChangeRequest,
  say: (task: WorkTaskView) => string,
): Promise<number> {
  const task = await work.changeTask(args.task ?? SELF, name, request);
  await answer(args, { task }, () => [say(task)]);
  return 0;
}
