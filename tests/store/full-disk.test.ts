import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listEvents } from "../../src/store/events.ts";
import { Store } from "../../src/store/store.ts";

const SIZE_KIB = 2048;

/** A small file system of its own, where the system lets this user make one. */
function mountSmall(folder: string): boolean {
  if (process.platform !== "linux") return false;
  return Bun.spawnSync(["mount", "-t", "tmpfs", "-o", `size=${SIZE_KIB}k`, "tmpfs", folder], {
    stderr: "ignore",
  }).success;
}

const probe = mkdtempSync(join(tmpdir(), "ovt-mount-"));
const canMount = mountSmall(probe);
if (canMount) Bun.spawnSync(["umount", probe]);
rmdirSync(probe);

describe.skipIf(!canMount)("on a disk that is full (skipped where no tmpfs can be mounted)", () => {
  let folder = "";

  beforeAll(() => {
    folder = join(process.env.TMPDIR ?? tmpdir(), "small-disk");
    mkdirSync(folder);
    mountSmall(folder);
  });

  afterAll(() => {
    Bun.spawnSync(["umount", "-l", folder]);
    rmdirSync(folder);
  });

  test("a write is refused as a whole, what was told stays, and writing goes on when there is space", async () => {
    const path = join(folder, "overstory.db");
    const ballast = join(folder, "ballast");
    writeFileSync(ballast, new Uint8Array(512 * 1024));
    const store = Store.open(path, "owner", Date.now);
    const write = (n: number) =>
      store.write((tx) => tx.event("daemon.warning", {}, { n, text: "x".repeat(20_000) }));
    const numbers = () => listEvents(store.db, { after: 0, limit: 10_000 }).map(({ data }) => data.n);

    let told = 0;
    const refusal = await (async () => {
      for (;;) {
        try {
          await write(told + 1);
          told++;
        } catch (error) {
          return error;
        }
      }
    })();
    expect(refusal).toMatchObject({
      code: "database",
      message: expect.stringContaining("full"),
      hint: "is the disk full?",
    });
    expect(told).toBeGreaterThan(5);
    expect(numbers()).toEqual(Array.from({ length: told }, (_, n) => n + 1));

    rmSync(ballast);
    await write(told + 1);
    store.close();
    const again = Store.open(path, "owner", Date.now);
    expect(again.lastEventId).toBe(told + 1);
    again.close();
  });
});
