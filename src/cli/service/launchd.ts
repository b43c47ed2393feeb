import { type CommandResult, runCommand } from "../../command.ts";
import { OverstoryError } from "../../errors.ts";
import { labels, launchdAgents } from "./launchd-agents.ts";
import type { ServiceManager, UnitState } from "./service-manager.ts";
import type { ServiceSpec } from "./service-spec.ts";

/** Stopping waits for the daemon's orderly end. */
const DEADLINE_MS = 45_000;

/** The user's own launchd. @param folder of its agents */
export function launchd(spec: ServiceSpec, folder: string): ServiceManager {
  const { daemon, sentry } = labels(spec);
  const files = launchdAgents(spec, folder);
  const domain = `gui/${process.getuid?.() ?? 0}`;
  const unload = async () => {
    for (const label of [sentry, daemon]) await attempt("bootout", `${domain}/${label}`);
  };
  return {
    name: "launchd",
    files,
    requireReady: async () => {
      if (Bun.which("launchctl") !== null) return;
      throw new OverstoryError("conflict", "there is no launchd on this machine");
    },
    start: async () => {
      await unload(); // what is loaded already would be refused
      for (const { path } of files) await control("bootstrap", domain, path);
    },
    startDaemon: () => control("kickstart", `${domain}/${daemon}`),
    stop: unload,
    forget: async () => {},
    status: async () => ({
      daemon: await stateOf(`${domain}/${daemon}`),
      sentry: (await stateOf(`${domain}/${sentry}`)) === "absent" ? "absent" : "running",
      outlivesLogout: false,
    }),
  };
}

async function stateOf(target: string): Promise<UnitState> {
  const { exitCode, stdout } = await attempt("print", target);
  if (exitCode !== 0) return "absent";
  if (/^\s*state = running$/m.test(stdout)) return "running";
  return /^\s*last exit code = [1-9]/m.test(stdout) ? "failed" : "stopped";
}

const attempt = (...args: string[]): Promise<CommandResult> =>
  runCommand(["launchctl", ...args], { deadlineMs: DEADLINE_MS });

async function control(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await attempt(...args);
  if (exitCode === 0) return;
  throw new OverstoryError("conflict", `launchctl ${args.join(" ")}: ${stderr.trim()}`, {
    hint: "overstory service status",
  });
}
