import { expect, test } from "bun:test";
import { runImport } from "../../../src/compat/engine/run-import.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { importHouse } from "./fixture.ts";
import { openRecord, testSource } from "./memory-format.ts";

test("what the file calls open is checked against its processes: what runs stays open, what is gone is a zombie with the reason", async () => {
  using house = importHouse();
  const gone = Bun.spawn(["true"]);
  await gone.exited;
  const now = Date.now();
  const times = { startedAt: now - 60_000, lastActivityAt: now };
  const before = { startedAt: now - 3_600_000, lastActivityAt: now - 3_000_000 };
  await using alive = Bun.spawn(["sleep", "1000"]);
  const source = testSource([
    openRecord("alive", { ...times, pid: alive.pid }),
    openRecord("gone", { ...times, pid: gone.pid }),
    openRecord("reused", { ...before, pid: alive.pid }),
    openRecord("init", { ...times, pid: 1 }),
    openRecord("between turns", times),
    openRecord("pane", { ...times, tmuxSession: "overstory-no-such-session" }),
  ]);
  await runImport(
    { store: house.store, backups: house.backups, clock: Date.now, random: Math.random },
    {
      format: "overstory",
      path: "/x",
      source,
      dryRun: false,
      lenient: true,
      tell: () => {},
      signal: new AbortController().signal,
    },
  );
  const told = (name: string) => {
    const { state, reason, agent } = requireSession(house.db, name);
    return { state, reason, pid: agent?.pid ?? null };
  };
  expect(told("alive")).toEqual({ state: "working", reason: null, pid: alive.pid });
  expect(told("gone")).toMatchObject({ state: "zombie", reason: `imported: process ${gone.pid} is gone` });
  expect(told("reused").reason).toContain("it began after the session's last activity");
  expect(told("init").state).toBe("zombie");
  expect(told("between turns").reason).toContain("names no process");
  expect(told("pane").reason).toContain("is gone");
  const { endedAt, lastActivityAt, metadata } = requireSession(house.db, "gone");
  expect(endedAt).toBe(lastActivityAt);
  expect(metadata.imported).toMatchObject({ was: { state: "working" } });
});
