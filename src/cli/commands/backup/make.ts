import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { fileSize } from "../../render/words.ts";

export const backup = defineCommand({
  args: { json: JSON_ARG },
  examples: [
    ["overstory backup", "copy the database now, checked, while everything goes on"],
    ["overstory backup list", "the copies that there are"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const backup = await client.makeBackup();
    if (args.json) printJson({ backup });
    else console.log(`${backup.path} (${fileSize(backup.bytes)})`);
    return 0;
  },
});
