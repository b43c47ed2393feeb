import { type CommandResult, runCommand } from "../../command.ts";
import { OverstoryError } from "../../errors.ts";
import type { ServiceManager, UnitState } from "./service-manager.ts";
import type { ServiceSpec } from "./service-spec.ts";
import { systemdUnits, unitNames } from "./systemd-units.ts";

/** Stopping waits for the daemon's orderly end. */
const CHANGE_MS = 45_000;
const ANSWER_MS = 5000;

/** The user's own systemd. @param folder of its units */
export function systemd(spec: ServiceSpec, folder: string): ServiceManager {
  const { daemon, sentry, timer } = unitNames(spec);
  const enabled = [daemon, timer];
  return {
    name: "systemd",
    files: systemdUnits(spec, folder),
    requireReady,
    start: async () => {
      await control("daemon-reload");
      await control("enable", ...enabled);
      // An old daemon unit that gave up would not be started again.
      await attempt("reset-failed", daemon, sentry);
      await control("restart", ...enabled);
    },
    startDaemon: () => control("start", daemon),
    stop: async () => {
      await attempt("disable", "--now", ...enabled, sentry);
    },
    forget: async () => {
      await control("daemon-reload");
      await attempt("reset-failed", daemon, sentry);
    },
    status: async () => ({
      daemon: await unitState(daemon),
      sentry: await unitState(timer),
      outlivesLogout: await lingers(),
    }),
  };
}

async function requireReady(): Promise<void> {
  if (Bun.which("systemctl") === null) {
    throw new OverstoryError("conflict", "there is no systemd on this machine", {
      hint: "start the daemon by what it has: overstory daemon run",
    });
  }
  const { exitCode, stderr } = await ask("--property=Version");
  if (exitCode === 0) return;
  throw new OverstoryError("conflict", `your systemd does not answer: ${stderr.trim()}`, {
    hint: "loginctl enable-linger, log in anew, and try again; to see the units: overstory service install --print",
  });
}

const STATES: Record<string, UnitState> = {
  active: "running",
  activating: "running",
  reloading: "running",
  failed: "failed",
};

async function unitState(unit: string): Promise<UnitState> {
  const { stdout } = await ask("--property=LoadState,ActiveState", unit);
  const [, load] = /^LoadState=(.*)$/m.exec(stdout) ?? [];
  const [, active = ""] = /^ActiveState=(.*)$/m.exec(stdout) ?? [];
  return load === "loaded" ? (STATES[active] ?? "stopped") : "absent";
}

async function lingers(): Promise<boolean | null> {
  if (Bun.which("loginctl") === null) return null;
  const { stdout } = await runCommand(
    ["loginctl", "show-user", `${process.getuid?.()}`, "--property=Linger"],
    {
      deadlineMs: ANSWER_MS,
    },
  );
  return /^Linger=(yes|no)$/m.exec(stdout)?.[1] === undefined ? null : stdout.includes("Linger=yes");
}

const ask = (...args: string[]): Promise<CommandResult> =>
  runCommand(["systemctl", "--user", "show", ...args], { deadlineMs: ANSWER_MS });

/** For what may fail because there is nothing to do. */
const attempt = (...args: string[]): Promise<CommandResult> =>
  runCommand(["systemctl", "--user", ...args], { deadlineMs: CHANGE_MS });

async function control(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await attempt(...args);
  if (exitCode === 0) return;
  throw new OverstoryError("conflict", `systemctl --user ${args.join(" ")}: ${stderr.trim()}`, {
    hint: "overstory service status, and: journalctl --user -e",
  });
}
