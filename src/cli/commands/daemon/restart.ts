import { defineCommand, JSON_ARG } from "../../command.ts";
import { clientOf, ensureDaemon } from "../../daemon/connect.ts";
import { stopDaemon } from "../../daemon/stop.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";

export const daemonRestart = defineCommand({
  args: {
    force: { type: "boolean", description: "Kill one that runs but does not answer" },
    json: JSON_ARG,
  },
  examples: [["overstory daemon restart", "after an update; agents go on and are adopted"]],
  run: async (args) => {
    const paths = await projectOf(args);
    await stopDaemon(paths, args.force);
    const daemon = await ensureDaemon(clientOf(paths), paths);
    if (args.json) printJson({ daemon: { state: "running", ...daemon } });
    else console.log(`restarted (pid ${daemon.pid})`);
    return 0;
  },
});
