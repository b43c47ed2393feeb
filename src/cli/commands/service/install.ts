import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { loadConfig } from "../../../config.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { stopDaemon } from "../../daemon/stop.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { type ServiceManager, serviceManager } from "../../service/service-manager.ts";
import { serviceSpec } from "../../service/service-spec.ts";

export const serviceInstall = defineCommand({
  args: {
    print: { type: "boolean", description: "Only show the files that would be written" },
    json: JSON_ARG,
  },
  examples: [
    [
      "overstory service install",
      "the daemon runs from each login on, is started again when it fails, and is watched",
    ],
    ["overstory service install --print", "see what would be written"],
  ],
  run: async (args) => {
    const paths = await projectOf(args);
    const manager = serviceManager(serviceSpec(paths, process.env), process.platform, process.env);
    const { name, files } = manager;
    if (!args.print) {
      await loadConfig(paths.config); // a service that cannot start helps nobody
      await manager.requireReady();
      mkdirSync(paths.state, { recursive: true, mode: 0o700 });
      write(manager);
      await stopDaemon(paths, false); // the service's takes over; agents go on
      await manager.start();
    }
    if (args.json) printJson({ service: { manager: name, files } });
    else if (args.print) printLines(files.flatMap(({ path, text }) => [`# ${path}`, text]));
    else {
      const hint = (await manager.status()).outlivesLogout === false ? LOGOUT[name] : [];
      printLines([
        ...files.map(({ path }) => `wrote ${path}`),
        "overstory service status    shows how it goes",
        ...hint,
      ]);
    }
    return 0;
  },
});

const LOGOUT: Record<ServiceManager["name"], string[]> = {
  systemd: ["it ends when you log out; to keep it: loginctl enable-linger"],
  launchd: ["it ends when you log out"],
};

function write({ files }: ServiceManager): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
