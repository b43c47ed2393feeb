import { defineCommand, JSON_ARG } from "../../command.ts";
import { stopDaemon } from "../../daemon/stop.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";

export const daemonStop = defineCommand({
  args: {
    force: { type: "boolean", description: "Kill one that runs but does not answer" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory daemon stop", "agents and their terminals go on; the next daemon adopts them"],
    ["overstory daemon stop --force", "for one that does not answer"],
  ],
  run: async (args) => {
    const pid = await stopDaemon(await projectOf(args), args.force);
    if (args.json) printJson({ daemon: { state: "stopped", pid: pid ?? null } });
    else console.log(pid === undefined ? "no daemon runs" : `stopped (pid ${pid}); agents go on`);
    return 0;
  },
});
