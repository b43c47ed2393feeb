import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { precisionPage } from "../../render/watchdog-precision-page.ts";
import { readSince } from "../../since.ts";
import { standardScreen } from "../../terminal.ts";

export const watchdogPrecision = defineCommand({
  args: {
    since: {
      type: "string",
      valueHint: "WHEN",
      description: "From then on: 30d, or a time; all that is on record when absent",
    },
    json: JSON_ARG,
  },
  examples: [
    ["overstory watchdog precision", "how many of each rule's terminations were right"],
    ["overstory watchdog precision --since 30d --json", "for scripts"],
  ],
  run: async (args) => {
    const since = args.since === undefined ? undefined : readSince(args.since, Date.now());
    const client = await connect(await projectOf(args));
    const precision = await client.precision(since);
    if (args.json) printJson({ precision });
    else if (precision.rules.length === 0) console.log("no step is on record");
    else printLines(precisionPage(precision, await standardScreen()));
    return 0;
  },
});
