import { readFileSync } from "node:fs";
import type { ProcessIdentity } from "../../domain/session.ts";
import { systemCode } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";

/**
 * The identity that a daemon wrote down beside its socket. It takes it away when it stops in order, so what is there is
 * of one that runs, or was killed; undefined when there is none that can be read.
 */
export function recordedDaemon({ daemonIdentity }: ProjectPaths): ProcessIdentity | undefined {
  const text = readOrUndefined(daemonIdentity);
  if (text === undefined) return undefined;
  try {
    const { pid, startTime } = JSON.parse(text) ?? {};
    return Number.isSafeInteger(pid) && pid > 1 && typeof startTime === "string"
      ? { pid, startTime }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // half written by a daemon that was killed
    throw error;
  }
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
