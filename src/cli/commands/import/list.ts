import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { importTable } from "../../render/import-page.ts";
import { standardScreen } from "../../terminal.ts";

export const importList = defineCommand({
  args: { json: JSON_ARG },
  examples: [["overstory import list", "newest first, with those that were rolled back"]],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const imports = await client.imports.list();
    if (args.json) printJson({ imports });
    else if (imports.length === 0)
      console.log("nothing was imported; overstory import takes in what is found in the project");
    else printLines(importTable(imports, await standardScreen()));
    return 0;
  },
});
