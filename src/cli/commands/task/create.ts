import { defineCommand } from "../../command.ts";
import { inert } from "../../render/text.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { FIELD_ARGS, readFields } from "./fields.ts";

export const taskCreate = defineCommand({
  args: {
    title: { type: "positional", description: "What is to be done, in a line" },
    ...FIELD_ARGS,
    ...WORK_ARGS,
  },
  examples: [
    ['overstory task create "Read old files"', "a task for whoever takes it"],
    [
      'overstory task create "Read old files" --priority high --estimate 2h --depends-on TASK-001',
      "with more",
    ],
    ['overstory task create "Read the header" --parent TASK-002', "a subtask"],
  ],
  run: async (args) => {
    const fields = await readFields(args);
    const { client } = await workplace(args);
    const task = await client.work.createTask({ title: args.title, ...fields });
    await answer(args, { task }, () => [`${task.key} is made: ${inert(task.title)}`]);
    return 0;
  },
});
