import { formatDuration } from "../../../duration.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { clientOf, findPromptDaemon } from "../../daemon/connect.ts";
import { silentDaemon } from "../../daemon/stop.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";

const MIB = 1024 * 1024;

export const daemonStatus = defineCommand({
  args: { json: JSON_ARG },
  examples: [["overstory daemon status", "starts nothing; exit code 0 when it runs, 1 when not"]],
  run: async (args) => {
    const paths = await projectOf(args);
    const daemon = await findPromptDaemon(clientOf(paths));
    if (daemon) {
      if (args.json) printJson({ daemon: { state: "running", ...daemon } });
      else {
        const memory = `${Math.round(daemon.memoryBytes / MIB)} MiB`;
        console.log(
          `running: pid ${daemon.pid}, version ${daemon.version}, up ${formatDuration(daemon.uptimeMs)}, ${memory}`,
        );
      }
      return 0;
    }
    const silent = await silentDaemon(paths);
    if (args.json) printJson({ daemon: { state: silent ? "silent" : "stopped", pid: silent?.pid ?? null } });
    else if (silent)
      console.log(
        `pid ${silent.pid} runs but does not answer\n  its log: ${paths.daemonLog}\n  overstory daemon restart --force`,
      );
    else console.log("stopped");
    return 1;
  },
});
