import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { sessionPage } from "../../render/session-page.ts";
import { standardScreen } from "../../terminal.ts";

export const sessionShow = defineCommand({
  args: {
    session: { type: "positional", description: "Key, name or id" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory session show SESSION-001", "state, task, branch, worktree, log, how it ended"],
    ["overstory session show parser --json", "by name, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const session = await client.session(args.session);
    if (args.json) printJson({ session });
    else printLines(sessionPage(session, await standardScreen()));
    return 0;
  },
});
