import { expect, test } from "bun:test";
import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyClean, proposeClean } from "../../../src/supervisor/tidying/clean.ts";
import { Tidying } from "../../../src/supervisor/tidying/tidying.ts";
import { until } from "../../support/wait.ts";
import { Place } from "./place.ts";

test("what is merged and clean goes with its branch; what is not, stays and says why", async () => {
  using place = new Place();
  const done = await place.begin("done");
  place.finish(done, { "a.txt": "a\n" });
  place.repository.git("merge", "-q", "--no-edit", done.session.branch ?? "");
  const unmerged = await place.begin("unmerged");
  place.finish(unmerged, { "b.txt": "b\n" });
  const working = await place.begin("working");
  place.repository.git("worktree", "add", "-q", join(place.repository.folder, "mine"));

  const { proposals, applied } = await new Tidying(place.world).apply({});
  const found = Object.fromEntries(proposals.map(({ path, remove, reasons }) => [path, { remove, reasons }]));
  expect(found[done.path]).toEqual({
    remove: true,
    reasons: ["merged into main", "nothing uncommitted", "no live process"],
  });
  expect(found[unmerged.path]).toEqual({ remove: false, reasons: ["1 commit of it is not merged"] });
  expect(found[working.path]?.reasons).toEqual(["SESSION-003 works there", "its task is underway"]);
  expect(found[join(place.repository.folder, "mine")]?.reasons).toEqual(["overstory did not make it"]);
  expect(applied).toEqual([{ path: done.path, done: true, reason: null }]);
  expect([done, unmerged, working].map(({ path }) => existsSync(path))).toEqual([false, true, true]);
  expect(place.repository.git("branch", "--list", "overstory/task/*", "--format=%(refname:short)")).toBe(
    [unmerged, working].map(({ session }) => session.branch).join("\n"),
  );
  expect(await new Tidying(place.world).apply({})).toMatchObject({ applied: [] });
});

test("what happens between the look and the act counts: a file that is written then is kept", async () => {
  using place = new Place();
  const one = await place.begin("one");
  place.finish(one, { "a.txt": "a\n" });
  place.repository.git("merge", "-q", "--no-edit", one.session.branch ?? "");
  expect((await proposeClean(place.world, {})).map(({ remove }) => remove)).toEqual([true]);
  writeFileSync(join(one.path, "late.txt"), "late\n");
  expect(await applyClean(place.world, one.path, {})).toBe("1 file is uncommitted");
  expect(existsSync(join(one.path, "late.txt"))).toBe(true);
});

test.skipIf(process.platform !== "linux")(
  "a worktree that a process is in stays until it has gone",
  async () => {
    using place = new Place();
    const one = await place.begin("one");
    place.finish(one, { "deep/a.txt": "a\n" });
    place.repository.git("merge", "-q", "--no-edit", one.session.branch ?? "");
    const child = Bun.spawn(["sleep", "60"], { cwd: join(one.path, "deep") });
    expect(await applyClean(place.world, one.path, {})).toBe(`a process is in it: ${child.pid}`);
    child.kill("SIGKILL");
    await child.exited;
    await until("it may go", async () => (await applyClean(place.world, one.path, {})) === null);
  },
);

test("what the configuration keeps goes only when that is asked for", async () => {
  using place = new Place({ worktrees: { keep: "all" } });
  const one = await place.begin("one");
  place.finish(one, { "a.txt": "a\n" });
  place.repository.git("merge", "-q", "--no-edit", one.session.branch ?? "");
  const tidying = new Tidying(place.world);
  expect((await tidying.apply({})).proposals).toMatchObject([
    { remove: false, reasons: ["worktrees.keep is all"] },
  ]);
  expect((await tidying.apply({ kept: true })).applied).toMatchObject([{ done: true }]);
});

test("worktrees below a link are known for those of their sessions", async () => {
  using place = new Place({ worktrees: { folder: "../linked" } });
  const { folder } = place.repository;
  mkdirSync(join(folder, "elsewhere"));
  symlinkSync(join(folder, "elsewhere"), join(folder, "linked"));
  const one = await place.begin("one");
  place.finish(one, { "a.txt": "a\n" });
  place.repository.git("merge", "-q", "--no-edit", one.session.branch ?? "");
  expect((await proposeClean(place.world, {}))[0]).toMatchObject({ remove: true, session: "SESSION-001" });
});

test("a worktree whose folder was moved away is left to a person", async () => {
  using place = new Place();
  const one = await place.begin("one");
  place.finish(one, { "a.txt": "a\n" });
  renameSync(one.path, `${one.path}-moved`);
  expect((await proposeClean(place.world, {}))[0]?.reasons[0]).toBe("it cannot be read: its folder is gone");
});
