import { usageError } from "../../../errors.ts";
import { defineCommand } from "../../command.ts";
import { taskPage } from "../../render/task-page.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { FIELD_ARGS, readFields } from "./fields.ts";

export const taskEdit = defineCommand({
  args: {
    task: { type: "positional", description: "Key or id" },
    title: { type: "string", valueHint: "TEXT", description: "What is to be done, in a line" },
    ...FIELD_ARGS,
    ...WORK_ARGS,
  },
  examples: [
    ["overstory task edit TASK-002 --priority critical", "more urgent now"],
    ["overstory task edit TASK-002 --estimate none --depends-on none", "take something away again"],
  ],
  run: async (args) => {
    const fields = { title: args.title, ...(await readFields(args)) };
    if (Object.values(fields).every((value) => value === undefined))
      throw usageError("overstory task edit: nothing is to be changed", "see: overstory task edit --help");
    const { client } = await workplace(args);
    const task = await client.work.editTask(args.task, fields);
    await answer(args, { task }, (screen) => taskPage(task, screen));
    return 0;
  },
});
