import { defineCommand } from "../../command.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

export const done = defineCommand({
  args: {
    summary: { type: "string", valueHint: "TEXT", description: "What was done, or found; what to look at" },
    ...WORK_ARGS,
  },
  examples: [
    [
      'overstory done --summary "Old files are read; see src/read.ts"',
      "your task is done: then end your turn, or exit",
    ],
    ['overstory done --summary "9 of 10 tasks are merged, …"', "as a coordinator, when every task is closed"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const session = await client.team.done({ summary: args.summary });
    await answer(args, { session }, () => [
      `${session.key} is done; its work is checked when the agent's turn is over, or the agent exits`,
    ]);
    return 0;
  },
});
