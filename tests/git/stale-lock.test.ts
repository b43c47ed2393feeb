import { expect, test } from "bun:test";
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitProcessesIn } from "../../src/git/running.ts";
import { clearStaleLock } from "../../src/git/stale-lock.ts";
import { type TempFolder, tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";

function lockIn(folder: TempFolder, agedSeconds: number): string {
  const lock = join(folder.path, "index.lock");
  writeFileSync(lock, "");
  const madeAt = Date.now() / 1000 - agedSeconds;
  utimesSync(lock, madeAt, madeAt);
  return lock;
}

const elapsed = async (work: Promise<void>) => {
  const start = performance.now();
  await work;
  return performance.now() - start;
};

test("an absent lock is no reason to wait", async () => {
  using folder = tempFolder();
  expect(await elapsed(clearStaleLock(join(folder.path, "none"), folder.path, 60_000))).toBeLessThan(10_000);
});

test("an old lock that no git holds is removed at once, a fresh one when it is old enough", async () => {
  using folder = tempFolder();
  const old = lockIn(folder, 60);
  expect(await elapsed(clearStaleLock(old, folder.path, 10_000))).toBeLessThan(5000);
  const fresh = lockIn(folder, 0);
  expect(await elapsed(clearStaleLock(fresh, folder.path, 400))).toBeGreaterThan(300);
  expect(existsSync(fresh)).toBe(false);
});

test("a lock from the future is removed after it was watched long enough", async () => {
  using folder = tempFolder();
  const lock = lockIn(folder, -3600);
  expect(await elapsed(clearStaleLock(lock, folder.path, 300))).toBeGreaterThan(250);
  expect(existsSync(lock)).toBe(false);
});

test("a lock stays while a git works in the folder or below it", async () => {
  using folder = tempFolder();
  const inside = join(folder.path, "in side");
  mkdirSync(inside);
  using beside = tempFolder();
  symlinkSync(beside.path, join(folder.path, "beside"));
  const git = Bun.spawn(["git", "hash-object", "--stdin"], { cwd: inside, stdin: "pipe", stdout: "ignore" });
  const stranger = Bun.spawn(["git", "hash-object", "--stdin"], {
    cwd: join(folder.path, "beside"),
    stdin: "pipe",
    stdout: "ignore",
  });
  await until("git to be seen", async () => (await gitProcessesIn(folder.path)).includes(git.pid));
  expect(await gitProcessesIn(folder.path)).toEqual([git.pid]);
  const lock = lockIn(folder, 60);
  const cleared = clearStaleLock(lock, folder.path, 0);
  const first = await Promise.race([cleared.then(() => "cleared"), Bun.sleep(300).then(() => "held")]);
  expect([first, existsSync(lock)]).toEqual(["held", true]);
  git.stdin.end();
  await cleared;
  expect(existsSync(lock)).toBe(false);
  stranger.stdin.end();
  await Promise.all([git.exited, stranger.exited]);
});
