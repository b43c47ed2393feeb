import { rm, stat } from "node:fs/promises";
import { OverstoryError, systemCode } from "../errors.ts";
import { gitProcessesIn } from "./running.ts";

const PATIENCE_MS = 15_000;

/**
 * Returns when the lock file is gone. It is removed when it has been there for `staleMs` and no git works in `folder`:
 * a killed git leaves it. Throws `conflict` when a living git keeps it for 15 seconds.
 */
export async function clearStaleLock(lock: string, folder: string, staleMs: number): Promise<void> {
  const start = performance.now();
  for (;;) {
    const madeAt = await modifiedAt(lock);
    if (madeAt === null) return;
    const waitedMs = performance.now() - start;
    const holders = await gitProcessesIn(folder);
    if (holders.length === 0 && Math.max(Date.now() - madeAt, waitedMs) >= staleMs) {
      return rm(lock, { force: true });
    }
    if (waitedMs > PATIENCE_MS) throw stillHeld(lock, holders);
    await Bun.sleep(50);
  }
}

const stillHeld = (path: string, pids: number[]) =>
  new OverstoryError("conflict", `git is still at work on ${path} (pid ${pids.join(", ")})`, {
    hint: "wait for it to end, or end it, and try again",
  });

async function modifiedAt(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
