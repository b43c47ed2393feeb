import { describe, expect, test } from "bun:test";
import type { SessionOrigin } from "../../../src/compat/engine/write-session.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { addSession } from "../../store/fixture.ts";
import { type ImportHouse, importHouse } from "./fixture.ts";
import { openRecord, sessionRecord, T0 } from "./memory-format.ts";

const originOf = (house: ImportHouse, key: string): SessionOrigin =>
  requireSession(house.db, key).metadata.imported as SessionOrigin;

describe("two records of one session", () => {
  test("become one: what is there stays, what it lacks is taken over, and each value that lost is listed", async () => {
    using house = importHouse();
    const { report } = await house.take([
      openRecord("s1", { role: "builder", metadata: { a: 1, b: 2 }, lastActivityAt: T0 + 5 }),
      openRecord("s1", {
        role: "scout",
        summary: "done",
        metadata: { b: 3, c: 4 },
        startedAt: T0 - 5,
        lastActivityAt: T0 + 9,
      }),
    ]);
    expect(report.rows).toEqual({ imported: 1, merged: 1, known: 0, rejected: 0 });
    expect(requireSession(house.db, "SESSION-001")).toMatchObject({
      role: "builder",
      summary: "done",
      startedAt: T0 - 5,
      lastActivityAt: T0 + 9,
      metadata: { a: 1, b: 2, c: 4 },
    });
    const lost = report.conflicts.first.map(({ field, kept, dropped }) => [field, kept, dropped]);
    expect(lost).toContainEqual(["role", "builder", "scout"]);
    expect(lost).toContainEqual(["metadata.b", 2, 3]);
    expect(report.conflicts.first[0]?.rows).toEqual([
      { table: "sessions", row: 1 },
      { table: "sessions", row: 2 },
    ]);
    expect(originOf(house, "SESSION-001").conflicts).toHaveLength(report.conflicts.count);
  });

  test("have ended when one of them says when", async () => {
    using house = importHouse();
    await house.take([
      openRecord("s1"),
      sessionRecord("s1", { outcome: "failed", phase: "failed" }),
      openRecord("s2"),
      sessionRecord("s2", { endedAt: null }),
    ]);
    expect(requireSession(house.db, "SESSION-001")).toMatchObject({
      state: "completed",
      outcome: "failed",
      endedAt: T0 + 120_000,
    });
    // A final state without its time proves nothing.
    expect(requireSession(house.db, "SESSION-002")).toMatchObject({ state: "working", endedAt: null });
    expect(originOf(house, "SESSION-002").conflicts).toContainEqual(
      expect.objectContaining({ field: "state", kept: "working", dropped: "completed" }),
    );
  });
});

describe("a name that several open sessions have", () => {
  test("stays with the newest; the others are numbered, and what they were called is kept", async () => {
    using house = importHouse();
    const { report } = await house.take([
      openRecord("a", { name: "parser", startedAt: T0 }),
      openRecord("b", { name: "parser", startedAt: T0 + 2 }),
      openRecord("c", { name: "parser", startedAt: T0 + 1 }),
      sessionRecord("d", { name: "parser" }),
    ]);
    const names = house.db
      .query("SELECT metadata ->> '$.imported.id' AS id, name FROM sessions ORDER BY id")
      .all();
    expect(names).toEqual([
      { id: "a", name: "parser~2" },
      { id: "b", name: "parser" },
      { id: "c", name: "parser~3" },
      { id: "d", name: "parser" },
    ]);
    expect(report.renamed.count).toBe(2);
    expect(originOf(house, "parser~2").was).toEqual({ name: "parser" });
  });

  test("is never taken from a session that was here before", async () => {
    using house = importHouse();
    const here = addSession(house.store, { name: "parser" });
    await house.take([openRecord("a", { name: "parser", startedAt: house.clock.now + 1000 })]);
    expect(requireSession(house.db, here.id).name).toBe("parser");
    expect(requireSession(house.db, "parser~2").source).toBe("api");
  });
});

describe("a key", () => {
  test("is kept where it is free, and told and found again by what it was where it is not", async () => {
    using house = importHouse();
    const here = addSession(house.store, { name: "here" });
    const { report } = await house.take([
      sessionRecord("u1", { name: "one", formerKey: "SESSION-001" }),
      sessionRecord("u2", { name: "two", formerKey: "SESSION-040" }),
      sessionRecord("agent-20260110", { name: "three", formerKey: "agent-20260110" }),
    ]);
    const key = (name: string) => requireSession(house.db, name).key;
    expect(["one", "two", "three"].map(key)).toEqual(["SESSION-002", "SESSION-040", "SESSION-041"]);
    expect(report.renamed.first).toEqual([
      { what: "key", key: "SESSION-002", from: "SESSION-001", to: "SESSION-002" },
    ]);
    expect(requireSession(house.db, "SESSION-001").id).toBe(here.id);
    expect(requireSession(house.db, "agent-20260110").name).toBe("three");
    expect(requireSession(house.db, "u1").name).toBe("one");
    expect(addSession(house.store, { name: "next" }).key).toBe("SESSION-042");
  });
});
