import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { inert } from "../../render/text.ts";
import { dateAndTime, fileSize } from "../../render/words.ts";

export const backupList = defineCommand({
  args: { json: JSON_ARG },
  examples: [["overstory backup list", "newest first"]],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const backups = await client.backups();
    if (args.json) printJson({ backups });
    else if (backups.length === 0) console.log("no backup yet; overstory backup makes one");
    else
      printLines(
        backups.map(
          ({ path, bytes, madeAt }) =>
            `${dateAndTime(madeAt)}  ${fileSize(bytes).padStart(9)}  ${inert(path)}`,
        ),
      );
    return 0;
  },
});
