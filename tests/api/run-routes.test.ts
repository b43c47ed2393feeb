import { expect, test } from "bun:test";
import { addRun, addSession, plannedTask } from "../store/fixture.ts";
import { served } from "../support/served.ts";

test("the tasks of a run are counted without that of its coordinator, and its sessions name whom they work for", async () => {
  await using t = served();
  const coordination = { ...plannedTask().spec, isCoordination: true as const };
  const { run } = addRun(t.store, { id: "coordinate", spec: coordination }, { id: "api" });
  const change = { state: "working", runId: run.id } as const;
  const boss = addSession(t.store, { name: "coordinate", ...change });
  const child = addSession(t.store, { name: "api", ...change, parentId: boss.id, depth: 1 });
  const shown = await t.as().run(run.key);
  expect(shown).toMatchObject({ coordinated: true, taskCount: 1, counts: { todo: 1 } });
  expect(shown.tasks.map(({ key }) => key)).toEqual(["coordinate", "api"]);
  expect(await t.as().session(child.key)).toMatchObject({ parent: boss.key, depth: 1 });
  expect(await t.as().session(boss.key)).toMatchObject({ parent: null, depth: 0 });
});
