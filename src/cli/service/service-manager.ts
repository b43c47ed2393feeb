import { homedir } from "node:os";
import { join } from "node:path";
import { OverstoryError } from "../../errors.ts";
import { launchd } from "./launchd.ts";
import type { ServiceFile, ServiceSpec } from "./service-spec.ts";
import { systemd } from "./systemd.ts";

/** "absent": the manager does not know it. */
export type UnitState = "running" | "stopped" | "failed" | "absent";

export interface ServiceStatus {
  daemon: UnitState;
  /** The timer that looks at the daemon: "running" when it is set. */
  sentry: UnitState;
  /** Whether it runs without anyone being logged in; null where that cannot be told. */
  outlivesLogout: boolean | null;
}

/** The program that starts services of this user and keeps them running. */
export interface ServiceManager {
  name: "systemd" | "launchd";
  /** What makes the project's service known to it. */
  files: ServiceFile[];
  /** Throws `conflict`, with what to do, when it does not answer. */
  requireReady(): Promise<void>;
  /** Takes in the files, which are there, and starts the service, now and at each login. */
  start(): Promise<void>;
  /** Starts the daemon alone, which it knows. */
  startDaemon(): Promise<void>;
  /** Ends the service; agents go on. Does nothing when it does not know it. */
  stop(): Promise<void>;
  /** Forgets files that are gone. */
  forget(): Promise<void>;
  status(): Promise<ServiceStatus>;
}

/** The one of this system. Throws `conflict` where there is none that is known. */
export function serviceManager(
  spec: ServiceSpec,
  platform: NodeJS.Platform,
  environment: Record<string, string | undefined>,
): ServiceManager {
  if (platform === "darwin") return launchd(spec, join(homedir(), "Library", "LaunchAgents"));
  if (platform === "linux") {
    const config = environment.XDG_CONFIG_HOME || join(environment.HOME ?? homedir(), ".config");
    return systemd(spec, join(config, "systemd", "user"));
  }
  throw new OverstoryError("conflict", `there is no service manager for ${platform} here`, {
    hint: "start the daemon by what your system has: overstory daemon run",
  });
}
