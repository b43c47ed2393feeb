import { expect, test } from "bun:test";
import { viewWhy } from "../../../src/api/views/why-view.ts";
import type { Session } from "../../../src/domain/session.ts";
import { testStore } from "../../store/fixture.ts";
import { workingSession } from "../../supervisor/watchdog/session.ts";

test("of a session that is not watched, it is told why it is not", () => {
  using test = testStore();
  const reasonOf = (given: Partial<Session>) =>
    viewWhy({ store: test.store, explainWatch: () => null }, workingSession(given)).reason;
  expect(reasonOf({ state: "booting" })).toContain("it is being started");
  expect(reasonOf({ state: "working" })).toContain("it has just begun to work");
  expect(reasonOf({ stopCause: "operator" })).toContain("it is being ended (operator)");
  expect(reasonOf({ stopCause: "operator", exitedAt: 1 })).toContain("its work is being checked");
  expect(reasonOf({ state: "zombie", reason: "its tmux server died" })).toBe(
    "it has ended: its tmux server died",
  );
  expect(reasonOf({ source: "cli" })).toContain("someone else keeps it");
});
