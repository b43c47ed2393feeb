import { defineCommand } from "../../command.ts";
import { sprintPage } from "../../render/sprint-page.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { SPRINT } from "./change.ts";

export const sprintShow = defineCommand({
  args: { sprint: SPRINT, ...WORK_ARGS },
  examples: [
    ["overstory sprint show SPRINT-001", "its goal and its tasks"],
    ["overstory sprint show", "the one that you work on"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const sprint = await client.work.sprint(args.sprint);
    await answer(args, { sprint }, (screen) => sprintPage(sprint, screen));
    return 0;
  },
});
