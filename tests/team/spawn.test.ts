import { expect, test } from "bun:test";
import { parseConfig } from "../../src/config.ts";
import { requestCancel } from "../../src/store/runs.ts";
import { countMade, reparent } from "../../src/store/spawned-tasks.ts";
import { moveTask } from "../../src/store/tasks.ts";
import { Spawns } from "../../src/team/spawn.ts";
import { type Team, team } from "./mail/team.ts";

const spawnsOf = ({ store }: Team, config: object = {}) =>
  new Spawns(store, {
    settings: parseConfig(config, "config"),
    refuses: ({ command }) => (command === null ? { message: "a shell task needs a command" } : null),
    waitsOf: () => new Map(),
  });

const wish = { title: "more", command: "true" };

test("a session has made exactly what its run allows, however many it asks for at once", async () => {
  using it = team();
  const spawns = spawnsOf(it, { team: { maxTasks: 5 } });
  const asked = Array.from({ length: 20 }, () => spawns.bySession(it.coordinator, wish));
  const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(15);
  expect(countMade(it.db, it.run.id)).toBe(5);
  expect(refused[0]).toMatchObject({
    reason: { code: "forbidden", hint: "the operator can: overstory spawn --run RUN" },
  });
  expect((await spawns.byOperator(it.run.key, wish)).madeBy).toBeNull();
});

test("a role that may have nobody work for it is told who could", async () => {
  using it = team();
  await expect(spawnsOf(it).bySession(it.api, wish)).rejects.toMatchObject({
    code: "forbidden",
    message: `${it.api.key} is a builder, which may have nobody work for it`,
  });
});

test("whether it may is asked before what it asks for is looked at", async () => {
  using it = team();
  const refused = spawnsOf(it).bySession(it.api, { ...wish, command: undefined, prompt: "p" });
  await expect(refused).rejects.toMatchObject({ code: "forbidden" });
});

test("a session may ask for more gates than are usual, not for fewer, and a person for others", async () => {
  using it = team();
  const spawns = spawnsOf(it, { gates: ["npm test"] });
  const asked = { ...wish, gates: ["true", "npm test"] };
  expect((await spawns.bySession(it.coordinator, { ...wish, gates: [] })).spec.gates).toEqual(["npm test"]);
  expect((await spawns.bySession(it.coordinator, asked)).spec.gates).toEqual(["npm test", "true"]);
  expect((await spawns.byOperator(it.run.key, { ...wish, gates: [] })).spec.gates).toEqual([]);
});

test("an unknown role, an unfit task and an empty title name their field", async () => {
  using it = team();
  const spawns = spawnsOf(it);
  const spawn = (change: object) => spawns.bySession(it.coordinator, { ...wish, ...change });
  await expect(spawn({ role: "bilder" })).rejects.toMatchObject({
    code: "usage",
    message: 'role: there is no role "bilder"; did you mean "builder"?',
  });
  await expect(spawn({ command: undefined })).rejects.toMatchObject({ code: "usage" });
  await expect(spawn({ title: " " })).rejects.toMatchObject({ code: "usage", message: "title: is empty" });
  expect(countMade(it.db, it.run.id)).toBe(0);
});

test("what is to be done by whom follows from what is said: a command by the shell, a title by the runtime of the run", async () => {
  using it = team();
  const spawns = new Spawns(it.store, {
    settings: parseConfig({}, "config"),
    refuses: ({ prompt, command }) => ((prompt ?? command) ? null : { message: "a task needs a prompt" }),
    waitsOf: () => new Map(),
  });
  const coordination = it.tasks[0];
  it.db
    .query("UPDATE tasks SET spec = json_set(spec, '$.runtime', 'claude') WHERE id = ?")
    .run(coordination?.id ?? "");
  const specOf = async (request: object) =>
    (await spawns.byOperator(it.run.key, { title: "add a line", ...request })).spec;
  expect(await specOf({})).toMatchObject({ runtime: "claude", prompt: "add a line", command: null });
  expect(await specOf({ command: "true" })).toMatchObject({
    runtime: "shell",
    prompt: null,
    command: "true",
  });
  await expect(specOf({ command: "true", runtime: "claude" })).rejects.toMatchObject({
    code: "usage",
    message: "command: is for the shell runtime, and this is for claude",
  });
});

test("a run that is being cancelled takes no further task", async () => {
  using it = team();
  it.store.writeNow((tx) => requestCancel(tx, it.run.id));
  await expect(spawnsOf(it).bySession(it.coordinator, wish)).rejects.toMatchObject({
    code: "conflict",
    message: `${it.run.key} is being cancelled`,
  });
});

test("the same request is the same task, also for whoever goes on with the work; a coordinator's children are its whole run", async () => {
  using it = team();
  const spawns = spawnsOf(it);
  const first = await spawns.bySession(it.coordinator, { ...wish, requestId: "1" });
  it.end(it.coordinator, "zombie", { status: "todo", reason: "it died" });
  const heir = it.work("coordinate", { role: "coordinator", predecessorId: it.coordinator.id });
  expect((await spawns.bySession(heir, { ...wish, requestId: "1" })).id).toBe(first.id);
  const second = await spawns.bySession(heir, { ...wish, requestId: "2" });
  expect(spawns.childrenOf(heir).map(({ key }) => key)).toEqual(["api", "docs", first.key, second.key]);
});

test("the same word of two sessions is two requests; one answered before is answered again at any limit", async () => {
  using it = team();
  const spawns = spawnsOf(it, { team: { maxTasks: 2 } });
  const lead = it.work("lead", { role: "lead", ...it.child });
  const first = await spawns.bySession(it.coordinator, { ...wish, requestId: "1" });
  const second = await spawns.bySession(lead, { ...wish, requestId: "1" });
  expect(second.id).not.toBe(first.id);
  await expect(spawns.bySession(lead, { ...wish, requestId: "2" })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect((await spawns.bySession(lead, { ...wish, requestId: "1" })).id).toBe(second.id);
});

test("what sessions have made counts against their run, also when they are gone and nobody takes it over", async () => {
  using it = team();
  const spawns = spawnsOf(it, { team: { maxTasks: 1 } });
  await spawns.bySession(it.coordinator, wish);
  it.end(it.coordinator, "zombie", { status: "blocked", reason: "it died" });
  it.store.writeNow((tx) => reparent(tx, it.coordinator.id, null));
  const lead = it.work("lead", { role: "lead", ...it.child });
  await expect(spawns.bySession(lead, wish)).rejects.toMatchObject({ code: "forbidden" });
});

test("what failed again and again is not begun anew by whoever goes on with the work", async () => {
  using it = team();
  const spawns = spawnsOf(it);
  for (let made = 0; made < 3; made++) {
    const { id } = await spawns.bySession(it.coordinator, wish);
    it.store.writeNow((tx) => moveTask(tx, id, { status: "blocked", code: "agent_failed", reason: "r" }));
  }
  it.end(it.coordinator, "zombie", { status: "todo", reason: "it died" });
  const heir = it.work("coordinate", { role: "coordinator", predecessorId: it.coordinator.id });
  await expect(spawns.bySession(heir, wish)).rejects.toMatchObject({
    code: "forbidden",
    message: "3 tasks of this title were stopped within ten minutes",
  });
});
