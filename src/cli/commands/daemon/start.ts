import { defineCommand, JSON_ARG } from "../../command.ts";
import { clientOf, findDaemon } from "../../daemon/connect.ts";
import { startDaemon } from "../../daemon/start.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";

export const daemonStart = defineCommand({
  args: { json: JSON_ARG },
  examples: [["overstory daemon start", "any other command starts it too, when it needs it"]],
  run: async (args) => {
    const paths = await projectOf(args);
    const client = clientOf(paths);
    const running = await findDaemon(client);
    const daemon = running ?? (await startDaemon(client, paths));
    if (args.json) printJson({ daemon: { state: "running", ...daemon } });
    else console.log(running ? `the daemon runs already (pid ${daemon.pid})` : `started (pid ${daemon.pid})`);
    return 0;
  },
});
