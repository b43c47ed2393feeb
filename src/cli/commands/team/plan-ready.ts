import { defineCommand } from "../../command.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

export const planReady = defineCommand({
  args: { ...WORK_ARGS },
  examples: [
    [
      "overstory plan-ready",
      "as a coordinator: the plan can be looked at; you hear by mail when it is approved",
    ],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const run = await client.team.planReady();
    await answer(args, { run }, () => [
      `the plan of ${run.key} is ready: ${run.taskCount - 1} ${run.taskCount === 2 ? "task" : "tasks"}; a person looks at it`,
    ]);
    return 0;
  },
});
