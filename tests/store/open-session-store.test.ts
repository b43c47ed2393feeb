import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openSessionStore } from "../../src/sessions.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { Store } from "../../src/store/store.ts";
import { tempFolder } from "../support/temp.ts";
import { addSession, errorOf } from "./fixture.ts";

test("makes the database of a folder, and the folder, when they are absent", () => {
  using folder = tempFolder();
  const { store, migrated } = openSessionStore(join(folder.path, "state"));
  expect(store.getAll()).toEqual([]);
  expect(migrated).toBe(false);
  expect(existsSync(join(folder.path, "state/overstory.db"))).toBe(true);
  store.close();
});

test("opens the daemon's own database when no daemon has it", () => {
  using folder = tempFolder();
  const daemons = Store.open(join(folder.path, "overstory.db"), "owner", Date.now);
  addSession(daemons, { name: "builder-1" });
  daemons.close();
  const { store } = openSessionStore(folder.path);
  expect(store.getByName("builder-1")).toMatchObject({
    state: "booting",
    taskId: "",
    parentAgent: null,
    runId: null,
  });
  store.close();
});

test("an upsert of a daemon's session leaves what the daemon noted of it", () => {
  using folder = tempFolder();
  const path = join(folder.path, "overstory.db");
  const daemons = Store.open(path, "owner", Date.now);
  addSession(daemons, { name: "builder-1", metadata: { conversation: "c-1" } });
  daemons.close();
  const { store } = openSessionStore(folder.path);
  const session = store.getByName("builder-1");
  if (!session) throw new Error("the session is not there");
  store.upsert({ ...session, taskId: "t" });
  store.close();
  const again = Store.open(path, "owner", Date.now);
  expect(requireSession(again.db, "builder-1").metadata).toMatchObject({ conversation: "c-1", taskId: "t" });
  again.close();
});

test("is refused with a conflict while a daemon has the database", () => {
  using folder = tempFolder();
  const daemons = Store.open(join(folder.path, "overstory.db"), "owner", Date.now);
  const error = errorOf(() => openSessionStore(folder.path));
  expect(error.code).toBe("conflict");
  expect(error.hint).toContain("daemon");
  daemons.close();
});
