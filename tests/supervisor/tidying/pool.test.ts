import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "../../../src/config.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { insertSpare, listSpares, takeSpare } from "../../../src/store/spare-worktrees.ts";
import { tidy, tidyLeftovers } from "../../../src/supervisor/tidy.ts";
import { dropOldSpares, makeWorktree, putBack, sweepPool } from "../../../src/supervisor/tidying/pool.ts";
import { addSession } from "../../store/fixture.ts";
import { Place } from "./place.ts";

/** A place with a worktree whose work is merged. */
async function merged(config: Config = {}) {
  const place = new Place(config);
  place.repository.commit("rules", { ".gitignore": ".env\nnode_modules/\n" });
  const one = await place.begin("one");
  place.finish(one, { "a.txt": "a\n" });
  place.repository.git("merge", "-q", "--no-edit", one.session.branch ?? "");
  const spare = join(dirname(dirname(one.path)), "spare");
  const wish = { path: join(dirname(one.path), "two"), branch: "overstory/task/two", base: "main" };
  return { place, one, spare, wish, [Symbol.dispose]: () => place[Symbol.dispose]() };
}

/** Paths of worktrees that git has registered, and what it could not find of them. */
const registered = ({ repository }: Place) =>
  repository
    .git("worktree", "list", "--porcelain")
    .split("\n")
    .filter((line) => /^(worktree|prunable)/.test(line))
    .slice(1);

const statusOf = ({ repository }: Place, path: string) =>
  repository.git("-C", path, "status", "--porcelain", "--branch", "--ignored");

describe("a worktree that is done with", () => {
  test("becomes that of the next task, with nothing of the former session in it", async () => {
    using it = await merged();
    const { place, one, spare, wish } = it;
    mkdirSync(join(one.path, "node_modules"));
    for (const file of [".env", "node_modules/left.js"]) writeFileSync(join(one.path, file), "SECRET\n");
    await tidy(place.world, requireSession(place.store.db, one.session.id));
    expect(existsSync(one.path)).toBe(false);
    expect(place.repository.git("branch", "--list", one.session.branch ?? "")).toBe("");
    const [name = ""] = readdirSync(spare);
    expect(listSpares(place.store.db)).toMatchObject([{ path: join(spare, name), state: "ready" }]);

    place.repository.commit("later", { "later.txt": "later\n" });
    await makeWorktree(place.world, wish);
    expect(statusOf(place, wish.path)).toBe(`## ${wish.branch}`);
    expect(readdirSync(wish.path).toSorted()).toEqual([
      ".git",
      ".gitignore",
      "README.md",
      "a.txt",
      "later.txt",
    ]);
    expect(place.repository.git("-C", wish.path, "reflog").split("\n")).toHaveLength(1);
    expect(readFileSync(join(wish.path, ".git"), "utf8")).toContain("worktrees/one"); // it was not made anew
    expect([readdirSync(spare), listSpares(place.store.db)]).toEqual([[], []]);
    expect(registered(place)).toEqual([`worktree ${wish.path}`]);
  });

  test("is on its branch also when that begins where it stood, and on one that is there already", async () => {
    using it = await merged();
    const { place, one, wish } = it;
    await putBack(place.world, one.path);
    place.repository.git("branch", "-f", "start", one.session.branch ?? "");
    await makeWorktree(place.world, { ...wish, base: "start" });
    expect(statusOf(place, wish.path)).toBe(`## ${wish.branch}`);
    await putBack(place.world, wish.path);
    await makeWorktree(place.world, { ...wish, base: "main" });
    expect(place.repository.git("rev-parse", wish.branch)).toBe(place.repository.git("rev-parse", "start"));
    expect(registered(place)).toEqual([`worktree ${wish.path}`]);
  });

  test.each<[string, (path: string, place: Place) => unknown]>([
    [
      "git was told to overlook a file of it",
      (path, { repository: { git } }) => git("-C", path, "update-index", "--assume-unchanged", "a.txt"),
    ],
    [
      "it has settings of its own",
      (path, { repository: { git } }) => {
        git("config", "extensions.worktreeConfig", "true");
        git("-C", path, "config", "--worktree", "core.hooksPath", "/tmp");
      },
    ],
    ["it is locked", (path, { repository: { git } }) => git("worktree", "lock", path)],
    ["it holds what is not committed", (path) => writeFileSync(join(path, "b.txt"), "b\n")],
  ])("is not handed on when %s", async (_, change) => {
    using it = await merged();
    const { place, one, spare } = it;
    change(one.path, place);
    expect(await putBack(place.world, one.path)).toBe(false);
    expect([existsSync(one.path), existsSync(spare)]).toEqual([true, false]);
  });

  test.skipIf(process.platform !== "linux")("is not handed on while a process is in it", async () => {
    using it = await merged();
    const child = Bun.spawn(["sleep", "60"], { cwd: it.one.path });
    expect(await putBack(it.place.world, it.one.path)).toBe(false);
    child.kill("SIGKILL");
    await child.exited;
    expect(await putBack(it.place.world, it.one.path)).toBe(true);
  });

  test.each<[string, Config]>([
    ["many", { pool: { most: 0 } }],
    ["large", { pool: { maxMib: 0 } }],
  ])("is removed when those that are kept are too %s", async (_, config) => {
    using it = await merged(config);
    await tidy(it.place.world, it.one.session);
    expect([existsSync(it.one.path), existsSync(it.spare)]).toEqual([false, false]);
    expect(registered(it.place)).toEqual([]);
  });

  test("is removed when nobody wanted it for long", async () => {
    using it = await merged();
    const { place, one, spare } = it;
    await putBack(place.world, one.path);
    await sweepPool(place.world, Date.now());
    expect(readdirSync(spare)).toHaveLength(1);
    await sweepPool(place.world, Date.now() + 4 * 86_400_000);
    expect([readdirSync(spare), listSpares(place.store.db), registered(place)]).toEqual([[], [], []]);
  });
});

describe("a worktree is whole after a crash", () => {
  /** As the next daemon finds it: sessions are begun again after the sweep. */
  async function takeUp({ place, wish, spare }: Awaited<ReturnType<typeof merged>>) {
    const { path: worktree, branch } = wish;
    addSession(place.store, { name: "two", worktree, branch });
    await sweepPool(place.world, Date.now());
    await makeWorktree(place.world, wish);
    expect(statusOf(place, wish.path)).toBe(`## ${wish.branch}`);
    expect(registered(place)).toEqual([`worktree ${wish.path}`]);
    expect([existsSync(spare) ? readdirSync(spare) : [], listSpares(place.store.db)]).toEqual([[], []]);
    place.repository.git("fsck", "--strict");
  }

  /** Put back, as far as its row. */
  async function spared(it: Awaited<ReturnType<typeof merged>>): Promise<string> {
    const path = join(it.spare, "x");
    expect(await it.place.world.worktrees.retire(it.one.path, path)).toMatchObject({ kind: "spared" });
    return path;
  }

  test("between its move to the others and its row", async () => {
    using it = await merged();
    await spared(it);
    await takeUp(it);
  });

  test("in the middle of its move to the others", async () => {
    using it = await merged();
    it.place.repository.git("-C", it.one.path, "switch", "-q", "--detach");
    mkdirSync(it.spare);
    renameSync(it.one.path, join(it.spare, "x"));
    await takeUp(it);
  });

  test("when it was taken, and not used yet", async () => {
    using it = await merged();
    const path = await spared(it);
    it.place.store.writeNow((tx) => insertSpare(tx, { path, commit: "c", bytes: 1 }));
    it.place.store.writeNow(takeSpare);
    await takeUp(it);
  });

  test("when it was taken and is on its branch", async () => {
    using it = await merged();
    const path = await spared(it);
    it.place.store.writeNow((tx) => insertSpare(tx, { path, commit: "c", bytes: 1 }));
    it.place.store.writeNow(takeSpare);
    it.place.repository.git("-C", path, "switch", "-q", "-c", it.wish.branch, "main");
    await takeUp(it);
  });

  test("in the middle of its move to its session", async () => {
    using it = await merged();
    const path = await spared(it);
    it.place.store.writeNow((tx) => insertSpare(tx, { path, commit: "c", bytes: 1 }));
    it.place.store.writeNow(takeSpare);
    it.place.repository.git("-C", path, "switch", "-q", "-c", it.wish.branch, "main");
    renameSync(path, it.wish.path);
    await takeUp(it);
  });

  test("when somebody has spoilt a spare one: it is made from nothing", async () => {
    using it = await merged();
    const path = await spared(it);
    writeFileSync(join(path, "a.txt"), "changed\n");
    it.place.store.writeNow((tx) => insertSpare(tx, { path, commit: "c", bytes: 1 }));
    await takeUp(it);
  });
});

test("old spare worktrees go while the daemon runs, and none that is being taken", async () => {
  using it = await merged();
  const { place, one } = it;
  await putBack(place.world, one.path);
  const [spare] = listSpares(place.store.db);
  const later = Date.now() + 60_000;
  expect(await dropOldSpares(place.world, (spare?.returnedAt ?? 0) - 1)).toBe(0);
  place.store.writeNow((tx) => insertSpare(tx, { path: "/nowhere/taken", commit: "1", bytes: 1 }));
  expect(place.store.writeNow(takeSpare)).toBe("/nowhere/taken");
  expect(await dropOldSpares(place.world, later)).toBe(1);
  expect(listSpares(place.store.db).map(({ path }) => path)).toEqual(["/nowhere/taken"]);
  expect([existsSync(spare?.path ?? ""), registered(place)]).toEqual([false, []]);
});

test("a branch that a crash left behind when its worktree was put back goes at the next start", async () => {
  using it = await merged();
  const { place, one } = it;
  await putBack(place.world, one.path);
  const branches = () => place.repository.git("branch", "--list", one.session.branch ?? "");
  expect(branches()).not.toBe("");
  await tidyLeftovers(place.world);
  expect(branches()).toBe("");
});

test("a branch that nothing else has stays, though a person has called its task complete", async () => {
  using place = new Place();
  const one = await place.begin("one");
  place.finish(one, { "a.txt": "a\n" });
  await tidyLeftovers(place.world);
  expect(existsSync(one.path)).toBe(false);
  expect(place.repository.git("show", `${one.session.branch}:a.txt`)).toBe("a");
  await tidyLeftovers(place.world);
  expect(place.repository.git("show", `${one.session.branch}:a.txt`)).toBe("a");
});
