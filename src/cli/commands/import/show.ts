import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { importPage, rowLines } from "../../render/import-page.ts";
import { standardScreen } from "../../terminal.ts";

export const importShow = defineCommand({
  args: {
    import: { type: "positional", description: "IMPORT-001" },
    find: {
      type: "string",
      valueHint: "TEXT",
      description: "Print the rows of its source that hold the text instead",
    },
    json: JSON_ARG,
  },
  examples: [
    ["overstory import show IMPORT-001", "what was taken in, what was not and why, what did not agree"],
    [
      "overstory import show IMPORT-001 --find parser",
      "rows as they were in the source, and what became of them",
    ],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const screen = await standardScreen();
    if (args.find !== undefined) {
      const rows = await client.imports.find(args.import, args.find);
      if (args.json) printJson({ rows });
      else if (rows.length === 0) console.log("no row holds that");
      else printLines(rowLines(rows, screen));
      return 0;
    }
    const shown = await client.imports.show(args.import);
    if (args.json) printJson({ import: shown });
    else printLines(importPage(shown, screen));
    return 0;
  },
});
