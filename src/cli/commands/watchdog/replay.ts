import { parseDuration } from "../../../duration.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { replayPage } from "../../render/watchdog-replay-page.ts";
import { readSince } from "../../since.ts";
import { standardScreen } from "../../terminal.ts";

export const watchdogReplay = defineCommand({
  args: {
    since: { type: "string", valueHint: "WHEN", default: "7d", description: "From then on: 7d, or a time" },
    stale: { type: "string", valueHint: "TIME", description: "How long nothing may move" },
    interval: { type: "string", valueHint: "TIME", description: "Between two steps" },
    top: {
      type: "enum",
      options: ["warn", "nudge", "escalate", "terminate"],
      valueHint: "STEP",
      description: "The last step: warn, nudge, escalate or terminate",
    },
    json: JSON_ARG,
  },
  examples: [
    ["overstory watchdog replay --stale 5m", "what would have been done differently in the last 7 days"],
    ["overstory watchdog replay --since 30d --stale 20m --interval 5m --json", "for scripts"],
  ],
  run: async (args) => {
    const asked = {
      since: readSince(args.since, Date.now()),
      ...(args.stale === undefined ? {} : { staleMs: parseDuration(args.stale, "--stale") }),
      ...(args.interval === undefined ? {} : { intervalMs: parseDuration(args.interval, "--interval") }),
      ...(args.top === undefined ? {} : { top: args.top }),
    };
    const client = await connect(await projectOf(args));
    const replay = await client.replay(asked);
    if (args.json) printJson({ replay });
    else printLines(replayPage(replay, await standardScreen()));
    return 0;
  },
});
