import { rmSync } from "node:fs";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { isInstalled } from "../../service/installed-service.ts";
import { serviceManager } from "../../service/service-manager.ts";
import { serviceSpec } from "../../service/service-spec.ts";

export const serviceUninstall = defineCommand({
  args: { json: JSON_ARG },
  examples: [["overstory service uninstall", "stops the daemon and forgets the service; agents go on"]],
  run: async (args) => {
    const paths = await projectOf(args);
    const manager = serviceManager(serviceSpec(paths, process.env), process.platform, process.env);
    const { name, files } = manager;
    const wasInstalled = isInstalled(manager);
    if (wasInstalled) {
      await manager.requireReady();
      await manager.stop();
      for (const { path } of files) rmSync(path, { force: true });
      await manager.forget();
    }
    if (args.json) printJson({ service: { manager: name, wasInstalled } });
    else if (wasInstalled) printLines(files.map(({ path }) => `removed ${path}`));
    else console.log("it is not installed");
    return 0;
  },
});
