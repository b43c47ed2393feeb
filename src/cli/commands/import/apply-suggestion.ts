import { usageError } from "../../../errors.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { appliedWords } from "../../render/import-page.ts";

export const importApplySuggestion = defineCommand({
  args: {
    import: { type: "positional", description: "IMPORT-001" },
    number: { type: "positional", description: "Number of the suggestion" },
    json: JSON_ARG,
  },
  examples: [["overstory import apply-suggestion IMPORT-001 3", "do what suggestion 3 says"]],
  run: async (args) => {
    if (!/^[1-9]\d{0,8}$/.test(args.number))
      throw usageError(
        `NUMBER: must be a number, not "${args.number}"`,
        `overstory import suggestions ${args.import}`,
      );
    const client = await connect(await projectOf(args));
    const suggestion = await client.imports.applySuggestion(args.import, Number(args.number));
    if (args.json) printJson({ suggestion });
    else console.log(appliedWords(suggestion));
    return 0;
  },
});
