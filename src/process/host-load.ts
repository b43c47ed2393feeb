import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import type { HostLoad } from "../domain/host.ts";
import { systemCode } from "../errors.ts";

/** How full this machine is now. What it does not tell is null: macOS has no figure for memory that is available. */
export function readHostLoad(): HostLoad {
  const [minute] = loadavg();
  return {
    loadPerCore: minute === undefined ? null : minute / availableParallelism(),
    availableMib: readAvailableMib(),
  };
}

function readAvailableMib(): number | null {
  try {
    const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
    return kib === undefined ? null : Math.floor(Number(kib) / 1024);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
