import { defineCommand } from "../../command.ts";
import { inert } from "../../render/text.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

export const sprintCreate = defineCommand({
  args: {
    title: { type: "positional", description: "What it is about, in a line" },
    goal: { type: "string", valueHint: "TEXT", description: "What shall be there at its end" },
    ...WORK_ARGS,
  },
  examples: [
    ['overstory sprint create "Old files" --goal "Every file since 2019 can be read"', "to group tasks"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const sprint = await client.work.createSprint({ title: args.title, goal: args.goal });
    await answer(args, { sprint }, () => [`${sprint.key} is made: ${inert(sprint.title)}`]);
    return 0;
  },
});
