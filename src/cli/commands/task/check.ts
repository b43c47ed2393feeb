import { defineCommand } from "../../command.ts";
import { completionLines } from "../../render/completion-lines.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { TASK } from "./change.ts";
import { untilGatesEnd } from "./gates.ts";

export const taskCheck = defineCommand({
  args: {
    task: TASK,
    summary: { type: "string", valueHint: "TEXT", description: "As if it were completed with this summary" },
    gates: { type: "boolean", description: "Run its gates first" },
    ...WORK_ARGS,
  },
  examples: [
    ["overstory task check", "what is missing before it is done; exit code 1 when it is not"],
    ["overstory task check TASK-002 --gates", "run its gates first"],
    ["overstory task check TASK-002 --json", "for scripts"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    if (args.gates) await untilGatesEnd(client, args.task);
    const check = await client.work.checkTask(args.task, args.summary);
    await answer(args, { check }, (screen) => completionLines(check, screen));
    return check.valid ? 0 : 1;
  },
});
