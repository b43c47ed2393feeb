import { defineCommand } from "../../command.ts";
import { completionLines } from "../../render/completion-lines.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { SPRINT } from "./change.ts";

export const sprintCheck = defineCommand({
  args: {
    sprint: SPRINT,
    summary: { type: "string", valueHint: "TEXT", description: "As if it were completed with this summary" },
    ...WORK_ARGS,
  },
  examples: [["overstory sprint check SPRINT-001", "what is missing; exit code 1 when something is"]],
  run: async (args) => {
    const { client } = await workplace(args);
    const check = await client.work.checkSprint(args.sprint, args.summary);
    await answer(args, { check }, (screen) => completionLines(check, screen));
    return check.valid ? 0 : 1;
  },
});
