import { defineCommand, JSON_ARG } from "../command.ts";
import { callDaemon } from "../daemon/connect.ts";
import { printJson, printLines } from "../output.ts";
import { projectOf } from "../project.ts";
import { metricsPage } from "../render/metrics-page.ts";
import { standardScreen } from "../terminal.ts";

export const metrics = defineCommand({
  args: { json: JSON_ARG },
  examples: [
    ["overstory metrics", "how often work was resumed, how long it took, how often it failed"],
    ["overstory metrics --json", "for scripts"],
  ],
  run: async (args) => {
    const metrics = await callDaemon(await projectOf(args), ({ work }) => work.metrics());
    if (args.json) printJson({ metrics });
    else printLines(metricsPage(metrics, await standardScreen()));
    return 0;
  },
});
