import { expect, test } from "bun:test";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../src/errors.ts";
import { FileWatches } from "../../src/files/file-watches.ts";
import { testRepository } from "../support/repository.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";
import { settled } from "./settled.ts";

/** Elsewhere a worktree is one watch, however many folders it has. */
const isByFolder = process.platform === "linux";

/** A folder as a worktree, watched as "a". */
async function watched({ limits = { each: 100, inAll: 100 }, folders = [""] } = {}) {
  const temp = tempFolder();
  const worktree = join(temp.path, "tree");
  for (const folder of folders) mkdirSync(join(worktree, folder), { recursive: true });
  const watches = new FileWatches(limits);
  await watches.watch("a", { worktree, gitFolder: null });
  return {
    watches,
    worktree,
    write: (file: string) => writeFileSync(join(worktree, file), `${Math.random()}`),
    settled: () => settled(() => [watches.count("a"), watches.folders]),
    /** Does what `write` does and waits until it was counted. */
    async moves(what: string, write: () => void) {
      const before = watches.count("a");
      write();
      await until(what, () => watches.count("a") !== before);
      expect(watches.count("a")).toBeGreaterThan(Number(before));
      await this.settled();
    },
    /** The same in a folder that came a moment ago: writes again and again until it is watched. */
    async seesWrites(file: string) {
      const before = watches.count("a");
      await until(`writes of ${file} are counted`, () => {
        this.write(file);
        return watches.count("a") !== before;
      });
      await this.settled();
    },
    [Symbol.dispose]() {
      watches.close();
      temp[Symbol.dispose]();
    },
  };
}

const inotifyFolders = (): number =>
  readdirSync("/proc/self/fd")
    .filter((fd) => linkOf(`/proc/self/fd/${fd}`) === "anon_inode:inotify")
    .map((fd) => readFileSync(`/proc/self/fdinfo/${fd}`, "utf8").match(/^inotify/gm)?.length ?? 0)
    .reduce((sum, count) => sum + count, 0);

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    return ""; // the descriptor with which the folder itself was read
  }
}

test("a write in any folder is counted, and looking at files is not", async () => {
  using t = await watched({ folders: ["src/deep/down"] });
  expect(t.watches.count("a")).toBe(0);
  await t.moves("a new file", () => t.write("src/deep/down/file"));
  await t.moves("a change", () => t.write("src/deep/down/file"));
  const before = t.watches.count("a");
  readFileSync(join(t.worktree, "src/deep/down/file"));
  readdirSync(join(t.worktree, "src/deep"));
  await t.settled();
  expect(t.watches.count("a")).toBe(before);
});

test("writes are counted deep in folders that are made, made anew or moved while it is watched", async () => {
  using t = await watched({ folders: ["old/inner"] });
  await t.moves("new folders", () => mkdirSync(join(t.worktree, "new/deep/down"), { recursive: true }));
  await t.seesWrites("new/deep/down/file");
  rmSync(join(t.worktree, "new"), { recursive: true });
  await t.moves("the same again", () => mkdirSync(join(t.worktree, "new/deep/down"), { recursive: true }));
  await t.seesWrites("new/deep/down/file");
  await t.moves("a move", () => renameSync(join(t.worktree, "old"), join(t.worktree, "other")));
  await t.seesWrites("other/inner/file");
  if (isByFolder) expect(t.watches.folders).toBe(6);
});

test("what is written to folders of tools is not counted", async () => {
  using t = await watched({ folders: ["node_modules/one", "packages/a/node_modules/two", "target/debug"] });
  if (isByFolder) expect(t.watches.folders).toBe(3);
  for (const file of ["node_modules/one/f", "packages/a/node_modules/two/f", "target/debug/f"]) t.write(file);
  mkdirSync(join(t.worktree, "node_modules/new"));
  await t.settled();
  expect(t.watches.count("a")).toBe(0);
});

test("a commit is counted, also one that changes no file", async () => {
  using repository = testRepository();
  const worktree = join(repository.folder, "linked");
  repository.git("worktree", "add", "-q", worktree);
  const gitFolder = repository.git("-C", worktree, "rev-parse", "--absolute-git-dir");
  const watches = new FileWatches();
  await watches.watch("a", { worktree, gitFolder });
  repository.git("-C", worktree, "commit", "-q", "--allow-empty", "-m", "nothing");
  await until("the commit is counted", () => watches.count("a") !== 0);
  watches.close();
  expect(watches.folders).toBe(0);
});

test("a worktree that is deleted or replaced is unknown, not still", async () => {
  using t = await watched({ folders: ["src"] });
  rmSync(t.worktree, { recursive: true });
  await until("it is told", () => typeof t.watches.count("a") === "object");
  expect(t.watches.count("a")).toEqual({ unknown: "its worktree was deleted or moved" });
  expect(t.watches.folders).toBe(0);
  mkdirSync(t.worktree);
  t.watches.unwatch("a");
  await t.watches.watch("a", { worktree: t.worktree, gitFolder: null });
  await t.moves("a write in the new one", () => t.write("file"));
});

test("a worktree that is not there or not watched is unknown", async () => {
  using temp = tempFolder();
  const watches = new FileWatches();
  const worktree = join(temp.path, "none");
  await watches.watch("a", { worktree, gitFolder: null });
  expect(watches.count("a")).toEqual({
    unknown: expect.stringContaining(`cannot watch ${worktree}: ENOENT`),
  });
  expect(watches.count("b")).toEqual({ unknown: "its worktree is not watched" });
  expect(watches.folders).toBe(0);
});

test.if(isByFolder)(
  "a worktree with too many folders is unknown and takes no room, also when it grows so later",
  async () => {
    using t = await watched({ folders: ["1", "2"], limits: { each: 3, inAll: 100 } });
    expect(t.watches.count("a")).toBe(0);
    mkdirSync(join(t.worktree, "3"));
    await until("it is told", () => typeof t.watches.count("a") === "object");
    expect(t.watches.count("a")).toEqual({
      unknown: "its worktree has more than the 3 folders that can be watched",
    });
    expect(t.watches.folders).toBe(0);
  },
);

test.if(isByFolder)("the room of all worktrees is free again for the next when one is let go", async () => {
  using t = await watched({ folders: ["1", "2"], limits: { each: 100, inAll: 5 } });
  const place = { worktree: t.worktree, gitFolder: null };
  await t.watches.watch("b", place);
  expect(t.watches.count("b")).toEqual({
    unknown: "the 5 folders that can be watched are taken by all sessions",
  });
  t.watches.unwatch("a");
  t.watches.unwatch("b");
  await t.watches.watch("b", place);
  expect(t.watches.count("b")).toBe(0);
});

test.if(isByFolder)("nothing of the system is held after the last is let go", async () => {
  const before = inotifyFolders();
  using t = await watched({ folders: ["a/b/c", "d"] });
  expect(inotifyFolders()).toBe(before + 5);
  t.watches.close();
  await until("no folder is watched", () => inotifyFolders() === before);
});
