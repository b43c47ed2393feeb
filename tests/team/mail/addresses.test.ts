import { expect, test } from "bun:test";
import type { Session } from "../../../src/domain/session.ts";
import { moveTask } from "../../../src/store/tasks.ts";
import { resolveAddress } from "../../../src/team/mail/addresses.ts";
import { errorOf } from "../../support/error-of.ts";
import { type Team, team } from "./team.ts";

const meant = ({ db }: Team, sender: Session | null, address: string): string[] =>
  resolveAddress(db, sender, address).toSorted();
const ids = (...sessions: Session[]): string[] => sessions.map(({ id }) => id).toSorted();

test("a session is named by its key or its name, all of a role by that, and the family by what it is", () => {
  using it = team();
  const { coordinator, api, docs } = it;
  expect(meant(it, coordinator, "api")).toEqual(ids(api));
  expect(meant(it, coordinator, api.key.toLowerCase())).toEqual(ids(api));
  expect(meant(it, coordinator, "@builders")).toEqual(ids(api));
  expect(meant(it, coordinator, "@scout")).toEqual(ids(docs));
  expect(meant(it, coordinator, "@children")).toEqual(ids(api, docs));
  expect(meant(it, api, "@parent")).toEqual(ids(coordinator));
  expect(meant(it, api, "@all")).toEqual(ids(coordinator, docs));
  expect(meant(it, api, "@run")).toEqual(ids(coordinator, docs));
  expect(meant(it, api, "operator")).toEqual(["operator"]);
});

test("nobody gets the mail of another by the name that it has", () => {
  using it = team();
  const { coordinator, api } = it;
  it.work(api.key, { ...it.child });
  expect(meant(it, coordinator, api.key)).toEqual(ids(api));
});

test("a name means who has it, before its namesake of another run", () => {
  using it = team();
  const namesake = it.work("later@RUN-002");
  expect(meant(it, null, "later")).toEqual(ids(namesake));
  const later = it.work("later");
  expect(meant(it, null, "later")).toEqual(ids(later));
});

test("a session reaches nobody outside its run, and the operator everybody", () => {
  using it = team();
  const { api, docs, coordinator, stranger } = it;
  expect(errorOf(() => meant(it, api, stranger.key))).toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("is not in the run of"),
  });
  expect(meant(it, null, stranger.key)).toEqual(ids(stranger));
  expect(meant(it, null, "@all")).toEqual(ids(api, docs, coordinator, stranger));
});

test("an address with nobody behind it is refused, and says who is there", () => {
  using it = team();
  const { api, coordinator } = it;
  for (const address of ["@reviewers", "nobody", "@children"])
    expect(errorOf(() => meant(it, api, address))).toMatchObject({
      code: "not_found",
      hint: `there are: ${coordinator.key} (coordinate), ${it.docs.key} (docs), and operator`,
    });
  expect(errorOf(() => meant(it, api, api.key))).toMatchObject({ message: "to: SESSION-002 is you" });
  expect(errorOf(() => meant(it, null, "operator"))).toMatchObject({ code: "usage" });
  expect(errorOf(() => meant(it, null, "@parent"))).toMatchObject({ code: "usage" });
});

test("who goes on with the work of another reads its mail, also before it has begun; then nobody does", () => {
  using it = team();
  const { api, coordinator } = it;
  const task = it.tasks.find(({ key }) => key === "api");
  it.end(api, "zombie");
  it.store.writeNow((tx) => moveTask(tx, task?.id ?? "", { status: "todo", reason: "again" }));
  expect(meant(it, coordinator, api.key)).toEqual(ids(api));
  const next = it.work("api", { ...it.child, predecessorId: api.id });
  expect(meant(it, coordinator, api.key)).toEqual(ids(next));
  it.end(next);
  it.store.writeNow((tx) => moveTask(tx, task?.id ?? "", { status: "complete" }));
  expect(errorOf(() => meant(it, coordinator, api.key))).toMatchObject({
    code: "conflict",
    message: `to: ${api.key} has ended: it is zombie`,
  });
});

test("who has lost its parent for good reports to the coordinator", () => {
  using it = team();
  const { docs, coordinator } = it;
  const helper = it.work("helper", { parentId: docs.id, depth: 2 });
  expect(meant(it, helper, "@parent")).toEqual(ids(docs));
  it.end(docs);
  it.store.writeNow((tx) => moveTask(tx, it.tasks[2]?.id ?? "", { status: "complete" }));
  expect(meant(it, helper, "@parent")).toEqual(ids(coordinator));
});
