import { PRIORITIES, TASK_CHANGES, TASK_STATUSES } from "../../api/contract/task.ts";
import { flag, oneOf, optional, text, texts, wholeNumber } from "../fields.ts";
import { defineTool } from "../tool.ts";

const YEAR_MS = 365 * 86_400_000;

const KEY = text("Key of the task: TASK-001, or RUN-001/parser");
const OWN_KEY = text("Key of the task: TASK-001, or RUN-001/parser; the one that you work on when left out");

const FIELDS = {
  description: optional(text("What is to be done, in full")),
  priority: optional(oneOf(PRIORITIES, "How much it matters")),
  category: optional(text("A word of your own to group tasks by")),
  estimateMs: optional(wholeNumber("How long it may take, in milliseconds", 1, 10 * YEAR_MS)),
  sprint: optional(text("Key of its sprint; self for yours")),
  parent: optional(text("Key of the task that it is a part of; self for yours")),
  dependsOn: optional(texts("Keys of tasks that must be complete first")),
} as const;

export const TASK_TOOLS = [
  defineTool({
    name: "task_list",
    description: "List tasks, the most urgent first. Closed ones only with all.",
    reads: true,
    fields: {
      all: optional(flag("Closed ones too")),
      status: optional(oneOf(TASK_STATUSES, "Only these")),
      run: optional(text("Only of this run")),
      sprint: optional(text("Only of this sprint")),
      parent: optional(text("Only parts of this task; self for yours")),
      session: optional(text("Only what this session works on; self for you")),
    },
    run: async ({ work }, filter) => ({ tasks: await work.tasks(filter) }),
  }),
  defineTool({
    name: "task_show",
    description: "Show everything known about one task.",
    reads: true,
    fields: { task: optional(OWN_KEY) },
    run: async ({ work }, { task }) => ({ task: await work.task(task) }),
  }),
  defineTool({
    name: "task_create",
    description:
      "Make a task, such as a part of yours (parent: self). To have another session do something, use spawn instead.",
    fields: {
      title: text("What is to be done, in a line"),
      ...FIELDS,
      gates: optional(texts("Commands that must succeed on the work")),
    },
    run: async ({ work }, fields) => ({ task: await work.createTask(fields) }),
  }),
  defineTool({
    name: "task_update",
    description: "Change what a task says: what is given replaces what was there.",
    fields: { task: KEY, title: optional(text("What is to be done, in a line")), ...FIELDS },
    run: async ({ work }, { task, ...fields }) => ({ task: await work.editTask(task, fields) }),
  }),
  defineTool({
    name: "task_change",
    description:
      "Change how a task stands: claim or activate takes it, deactivate or pause puts it aside, complete says that it is done, block and abort say that it cannot go on or will not be done (give a reason), handoff gives it to another session.",
    fields: {
      task: KEY,
      change: oneOf(TASK_CHANGES, "What becomes of it"),
      summary: optional(text("complete: what was done")),
      reason: optional(text("abort, block, pause, reopen: why")),
      to: optional(text("handoff: key of the session that gets it")),
      switch: optional(flag("activate: pause what you hold")),
    },
    run: async ({ work }, { task, change, ...wish }) => ({
      task: await work.changeTask(task, change, wish),
    }),
  }),
] as const;
