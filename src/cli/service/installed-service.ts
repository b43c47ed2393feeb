import { existsSync } from "node:fs";
import { OverstoryError } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { type ServiceManager, serviceManager } from "./service-manager.ts";
import { serviceSpec } from "./service-spec.ts";

export const isInstalled = ({ files }: ServiceManager): boolean => files.some(({ path }) => existsSync(path));

/**
 * Has the project's service started, so that the daemon is looked after by its manager. False when it is not installed, or
 * its manager cannot be reached from here.
 */
export async function startInstalledService(paths: ProjectPaths): Promise<boolean> {
  try {
    const manager = serviceManager(serviceSpec(paths, process.env), process.platform, process.env);
    if (!isInstalled(manager)) return false;
    await manager.requireReady();
    await manager.startDaemon();
    return true;
  } catch (error) {
    if (error instanceof OverstoryError && ["conflict", "timeout"].includes(error.code)) return false;
    throw error;
  }
}
