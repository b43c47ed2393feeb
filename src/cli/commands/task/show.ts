import { defineCommand } from "../../command.ts";
import { taskPage } from "../../render/task-page.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { TASK } from "./change.ts";

export const taskShow = defineCommand({
  args: { task: TASK, ...WORK_ARGS },
  examples: [
    ["overstory task show TASK-002", "what it is, who works on it, who did, what it waits for"],
    ["overstory task show", "the one that you work on"],
    ["overstory task show RUN-001/parser --json", "of a run, for scripts"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const task = await client.work.task(args.task);
    await answer(args, { task }, (screen) => taskPage(task, screen));
    return 0;
  },
});
