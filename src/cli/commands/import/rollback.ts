import { usageError } from "../../../errors.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { removedWords } from "../../render/import-page.ts";

export const importRollback = defineCommand({
  args: {
    import: { type: "positional", description: "IMPORT-001" },
    detach: { type: "boolean", description: "Keep other work that refers to it, without the reference" },
    cascade: { type: "boolean", description: "Remove other work that refers to it, too" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory import rollback IMPORT-001", "as if it had not been; says what has come to rest on it"],
    ["overstory import rollback IMPORT-001 --detach", "keep what refers to it, and give the references up"],
  ],
  run: async (args) => {
    if (args.detach && args.cascade)
      throw usageError("--detach and --cascade exclude each other", "choose one");
    const client = await connect(await projectOf(args));
    const references = args.detach ? "detach" : args.cascade ? "cascade" : "refuse";
    const rolledBack = await client.imports.rollBack(args.import, { references });
    if (args.json) printJson({ rollback: rolledBack });
    else
      printLines([
        `${rolledBack.import.key} is rolled back: ${removedWords(rolledBack.removed)}`,
        "  the source was never changed, and its copies stay in the backups",
      ]);
    return 0;
  },
});
