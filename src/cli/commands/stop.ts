import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson } from "../output.ts";
import { projectOf } from "../project.ts";

const RUN_KEY = /^RUN-\d+$/i;

export const stop = defineCommand({
  args: {
    target: { type: "positional", description: "A session (key, name or id) or a run (RUN-001)" },
    force: { type: "boolean", description: "Kill at once instead of asking first" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory stop SESSION-003", "end one session; its uncommitted work is saved"],
    ["overstory stop RUN-001", "cancel a run: its sessions end, nothing new starts"],
    ["overstory stop SESSION-003 --force", "for one that does not react"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    if (RUN_KEY.test(args.target)) {
      const run = await client.stopRun(args.target, args.force);
      if (args.json) printJson({ run });
      else
        console.log(run.status === "active" ? `${run.key} is being stopped` : `${run.key} is ${run.status}`);
      return 0;
    }
    const session = await client.stopSession(args.target, args.force);
    if (args.json) printJson({ session });
    else
      console.log(
        session.endedAt === null
          ? `${session.key} is being stopped`
          : `${session.key} has ended: ${session.doing}`,
      );
    return 0;
  },
});
