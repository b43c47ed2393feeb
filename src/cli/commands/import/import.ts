import { resolve } from "node:path";
import { FORMATS, type ImportResultView } from "../../../api/contract/import.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { showProgress } from "../../live/import-progress.ts";
import { INTERRUPTED, untilInterrupted } from "../../live/interrupt.ts";
import { printJson, printLines, remark } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { reportPage } from "../../render/import-page.ts";
import { isTerminal, standardScreen } from "../../terminal.ts";

export const importCommand = defineCommand({
  args: {
    path: {
      type: "positional",
      required: false,
      description: "File or folder of the other system; what is found in the project when left out",
    },
    from: {
      type: "enum",
      options: [...FORMATS],
      description: "The system that it is of; found out when left out",
    },
    "dry-run": { type: "boolean", description: "Do everything but keep it, and print the same report" },
    lenient: { type: "boolean", description: "Leave out rows that cannot be taken in, and list them" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory import --dry-run", "what would come of what is found in the project"],
    ["overstory import ../old/.opencode/data/project.db", "take a file in, all of it or nothing"],
    ["overstory import --from gaia --lenient", "leave out what cannot be taken in, and list it"],
    ["overstory import rollback IMPORT-001", "take it back"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const progress =
      args.json || !(await isTerminal(2)) ? null : showProgress((text) => process.stderr.write(text));
    const done = await untilInterrupted((signal) =>
      client.imports.import(
        {
          ...(args.path === undefined ? {} : { path: resolve(args.path) }),
          ...(args.from === undefined ? {} : { format: args.from }),
          dryRun: args["dry-run"],
          lenient: args.lenient,
        },
        (at) => progress?.tell(at),
        signal,
      ),
    ).finally(() => progress?.clear());
    if (done === "interrupted") {
      remark("interrupted; nothing was imported");
      return INTERRUPTED;
    }
    await print(done, args.json);
    return 0;
  },
});

async function print(result: ImportResultView, asJson: boolean): Promise<void> {
  if (asJson) printJson({ result });
  else printLines(reportPage(result, await standardScreen()));
}
