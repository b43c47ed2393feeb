import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { watchLogTable } from "../../render/watchdog-log-table.ts";
import { readSince } from "../../since.ts";
import { standardScreen } from "../../terminal.ts";

export const watchdogLog = defineCommand({
  args: {
    session: { type: "positional", required: false, description: "Only of this session (key, name or id)" },
    since: { type: "string", valueHint: "WHEN", default: "24h", description: "From then on: 10m, or a time" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory watchdog log", "what it found and did in the last 24 hours"],
    ["overstory watchdog log SESSION-003 --since 7d --json", "of one session, for scripts"],
  ],
  run: async (args) => {
    const since = readSince(args.since, Date.now());
    const client = await connect(await projectOf(args));
    const log = await client.watchLog({
      since,
      ...(args.session === undefined ? {} : { session: args.session }),
    });
    if (args.json) printJson({ log });
    else if (log.length === 0) console.log("nothing is on record for that time");
    else printLines(watchLogTable(log, await standardScreen(), new Date().toISOString()));
    return 0;
  },
});
