import { defineCommand } from "../../command.ts";
import { sprintTable } from "../../render/sprint-page.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

export const sprintList = defineCommand({
  args: { all: { type: "boolean", alias: "a", description: "Closed ones too" }, ...WORK_ARGS },
  examples: [
    ["overstory sprint list", "those that are planned or active"],
    ["overstory sprint list --all --json", "every one there ever was, for scripts"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const sprints = await client.work.sprints(args.all);
    await answer(args, { sprints }, (screen) =>
      sprints.length > 0
        ? sprintTable(sprints, screen)
        : [args.all ? "no sprint yet" : "no sprint is open (overstory sprint list --all shows closed ones)"],
    );
    return 0;
  },
});
