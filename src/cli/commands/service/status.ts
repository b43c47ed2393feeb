import { defineCommand, JSON_ARG } from "../../command.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { isInstalled } from "../../service/installed-service.ts";
import { serviceManager } from "../../service/service-manager.ts";
import { serviceSpec } from "../../service/service-spec.ts";

export const serviceStatus = defineCommand({
  args: { json: JSON_ARG },
  examples: [
    ["overstory service status", "exit code 0 when the daemon runs as a service and is watched, 1 when not"],
  ],
  run: async (args) => {
    const paths = await projectOf(args);
    const manager = serviceManager(serviceSpec(paths, process.env), process.platform, process.env);
    if (!isInstalled(manager)) {
      if (args.json) printJson({ service: { manager: manager.name, installed: false } });
      else console.log("not installed\n  overstory service install");
      return 1;
    }
    await manager.requireReady();
    const status = await manager.status();
    if (args.json) printJson({ service: { manager: manager.name, installed: true, ...status } });
    else
      printLines([
        `daemon  ${status.daemon}`,
        `sentry  ${status.sentry}`,
        ...(status.outlivesLogout === false ? ["it ends when you log out"] : []),
      ]);
    return status.daemon === "running" && status.sentry === "running" ? 0 : 1;
  },
});
