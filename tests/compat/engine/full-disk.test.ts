import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runImport } from "../../../src/compat/engine/run-import.ts";
import { Store } from "../../../src/store/store.ts";
import { hashOf } from "./fixture.ts";
import { sessionRecord, testSource } from "./memory-format.ts";

const SIZE_KIB = 8192;

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
    folder = join(process.env.TMPDIR ?? tmpdir(), "small-disk-for-imports");
    mkdirSync(folder);
    mountSmall(folder);
  });

  afterAll(() => {
    Bun.spawnSync(["umount", "-l", folder]);
    rmdirSync(folder);
  });

  test("an import leaves the database as it was, and goes through when there is space", async () => {
    const store = Store.open(join(folder, "overstory.db"), "owner", Date.now);
    const before = hashOf(store.db);
    const ballast = join(folder, "ballast");
    writeFileSync(ballast, new Uint8Array(6 * 1024 * 1024));
    const rows = Array.from({ length: 700 }, (_, n) =>
      sessionRecord(`s${n}`, { extra: { text: "x".repeat(1000) } }),
    );
    const take = () =>
      runImport(
        { store, backups: join(folder, "backups"), clock: Date.now, random: Math.random },
        {
          format: "test",
          path: "/source",
          source: testSource(rows),
          dryRun: false,
          lenient: false,
          tell: () => {},
          signal: new AbortController().signal,
        },
      );
    await expect(take()).rejects.toMatchObject({
      code: "database",
      message: expect.stringContaining("full"),
    });
    expect(hashOf(store.db)).toBe(before);
    await store.write((tx) => tx.event("daemon.warning", {}, {}));
    rmSync(ballast);
    expect((await take()).report.made.sessions).toBe(700);
    store.close();
    for (const suffix of ["", "-wal"]) rmSync(`${store.db.filename}${suffix}`, { force: true });
  });

  test("that has no room for the copies refuses before anything is written", async () => {
    const store = Store.open(join(folder, "other.db"), "owner", Date.now);
    const file = join(folder, "large.json");
    writeFileSync(file, new Uint8Array(2 * 1024 * 1024));
    const before = hashOf(store.db);
    const taken = runImport(
      { store, backups: join(folder, "backups"), clock: Date.now, random: Math.random },
      {
        format: "test",
        path: file,
        source: testSource([], { files: [file] }),
        dryRun: false,
        lenient: false,
        tell: () => {},
        signal: new AbortController().signal,
      },
    );
    await expect(taken).rejects.toMatchObject({ code: "conflict", hint: "make room on that disk" });
    expect(hashOf(store.db)).toBe(before);
    store.close();
  });
});
