import { defineCommand } from "../../command.ts";
import { completionLines } from "../../render/completion-lines.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { TARGET } from "./change.ts";

const { json, format } = WORK_ARGS;

export const sessionCheck = defineCommand({
  args: {
    session: TARGET,
    summary: { type: "string", valueHint: "TEXT", description: "As if it were ended with this summary" },
    format,
    json,
  },
  examples: [
    ["overstory session check", "what is missing before it ends well; exit code 1 when something is"],
  ],
  run: async (args) => {
    const { client } = await workplace({ project: args.project });
    const check = await client.work.checkSession(args.session, args.summary);
    await answer(args, { check }, (screen) => completionLines(check, screen));
    return check.valid ? 0 : 1;
  },
});
