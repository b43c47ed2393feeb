import { defineCommand } from "../../command.ts";
import { DAEMON_PROGRAM } from "../../daemon/start.ts";
import { projectOf } from "../../project.ts";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export const daemonRun = defineCommand({
  args: {},
  examples: [["overstory daemon run", "for a service manager; its log goes to standard error, ^C ends it"]],
  run: async (args) => {
    const { root } = await projectOf(args);
    const child = Bun.spawn([process.execPath, DAEMON_PROGRAM, "--project", root], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
    });
    for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
    return await child.exited;
  },
});
