import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { suggestionLines } from "../../render/import-page.ts";
import { standardScreen } from "../../terminal.ts";

export const importSuggestions = defineCommand({
  args: { import: { type: "positional", description: "IMPORT-001" }, json: JSON_ARG },
  examples: [
    ["overstory import suggestions IMPORT-001", "links that are likely, and that only a person can know"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const suggestions = await client.imports.suggestions(args.import);
    if (args.json) printJson({ suggestions });
    else if (suggestions.length === 0) console.log("nothing is in doubt");
    else printLines(suggestionLines(args.import, suggestions, await standardScreen()));
    return 0;
  },
});
