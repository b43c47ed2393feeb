import type { Client } from "../../../api/client.ts";
import { SELF } from "../../../api/contract/call.ts";
import type { ContextView } from "../../../api/contract/context.ts";
import { defineCommand } from "../../command.ts";
import { contextPage } from "../../render/context-page.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

export const contextPush = defineCommand({
  args: {
    what: {
      type: "enum",
      options: ["sprint", "task", "subtask"],
      required: true,
      valueHint: "KIND",
      description: "Kind of what is pushed",
    },
    key: { type: "positional", description: "Key of the sprint or the task" },
    ...WORK_ARGS,
  },
  examples: [
    ["overstory context push TASK-004 --what task", "the same as task claim TASK-004"],
    ["overstory context push TASK-005 --what subtask", "go to a subtask of the task on top"],
  ],
  run: (args) => change(args, ({ work }) => work.push(SELF, { kind: args.what, key: args.key })),
});

export const contextPop = defineCommand({
  args: {
    key: { type: "positional", required: false, description: "Key of what is popped; the top when left out" },
    through: { type: "boolean", description: "And all that stands above it" },
    ...WORK_ARGS,
  },
  examples: [
    ["overstory context pop", "what is on top; a task is paused then"],
    ["overstory context pop TASK-004 --through", "with the subtasks above it"],
  ],
  run: (args) => change(args, ({ work }) => work.pop(SELF, { key: args.key, through: args.through })),
});

export const contextClear = defineCommand({
  args: WORK_ARGS,
  examples: [["overstory context clear", "everything but the project; a task in hand is paused"]],
  run: (args) => change(args, ({ work }) => work.clear(SELF)),
});

export const contextShow = defineCommand({
  args: WORK_ARGS,
  examples: [
    ["overstory context show", "what you work on, from the project up, and for how long"],
    ["overstory context show --session SESSION-002 --json", "of another session, for scripts"],
  ],
  run: (args) => change(args, ({ work }) => work.context(SELF)),
});

interface ContextArguments {
  project: string | undefined;
  session: string | undefined;
  format: "plain" | "markdown";
  json: boolean;
}

/** Does it and shows the stack as it is then. */
async function change(
  args: ContextArguments,
  act: (client: Client) => Promise<ContextView>,
): Promise<number> {
  const { client } = await workplace(args);
  const context = await act(client);
  await answer(args, { context }, (screen) => contextPage(context, screen));
  return 0;
}
