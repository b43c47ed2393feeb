import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";

export const scheduleRun = defineCommand({
  args: {
    name: { type: "positional", valueHint: "NAME", description: "Name of the schedule" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory schedule run nightly", "as if it were due now; its overlap policy applies"],
    ["overstory schedule run nightly --json | jq -r .schedule.last.run", "the key of its run"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const schedule = await client.runSchedule(args.name);
    const run = schedule.last?.run ?? null;
    if (args.json) printJson({ schedule });
    else if (run === null) console.log("it starts when the run before it is over");
    else console.log(`${run} started\n  overstory follow ${run}    follow it to its end`);
    return 0;
  },
});
