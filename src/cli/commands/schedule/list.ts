import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";

export const scheduleList = defineCommand({
  args: { json: JSON_ARG },
  examples: [
    ["overstory schedule list", "when each is due next, and what became of it last"],
    ["overstory schedule list --json", "for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const schedules = await client.schedules();
    if (args.json) printJson({ schedules });
    else if (schedules.length === 0)
      console.log("no schedule; they are made in overstory.config.ts, under schedules");
    else {
      const { printSchedules } = await import("../../render/print-schedules.ts");
      await printSchedules(schedules);
    }
    return 0;
  },
});
