import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { rescueTable } from "../../render/rescue-page.ts";
import { standardScreen } from "../../terminal.ts";

export const rescueList = defineCommand({
  args: {
    session: {
      type: "positional",
      required: false,
      description: "Only work of this session (key, name or id)",
    },
    json: JSON_ARG,
  },
  examples: [
    ["overstory rescue list", "all uncommitted work that was ever saved"],
    ["overstory rescue list SESSION-003 --json", "of one session, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const rescues = await client.rescues(args.session);
    if (args.json) printJson({ rescues });
    else if (rescues.length === 0) console.log("nothing is saved");
    else printLines(rescueTable(rescues, await standardScreen()));
    return 0;
  },
});
