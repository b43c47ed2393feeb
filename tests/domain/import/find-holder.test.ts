import { expect, test } from "bun:test";
import { type Candidate, findHolder } from "../../../src/domain/import/find-holder.ts";

const candidate = (key: string, change: Partial<Candidate> = {}): Candidate => ({
  id: key.toLowerCase(),
  key,
  isOpen: true,
  ending: null,
  wantedBy: 1,
  holds: false,
  phase: "executing",
  startedAt: 0,
  ...change,
});

test("the only open session that is named and free holds it, however many have ended", () => {
  const ended = candidate("B", { isOpen: false, ending: "success", startedAt: 9 });
  expect(findHolder([candidate("A"), ended])).toEqual({ hold: "a" });
});

test.each([
  ["a second open one", [candidate("A"), candidate("B", { startedAt: 1 })], "b"],
  ["another task that it holds", [candidate("A", { holds: true })], "a"],
  ["its own word that it is done", [candidate("A", { phase: "completed" })], "a"],
  ["another task that names it", [candidate("A", { wantedBy: 2 })], "a"],
])("%s leaves a doubt, and makes a suggestion", (_, named, sessionId) => {
  expect(findHolder(named)).toMatchObject({ suggest: "current_task", sessionId });
});

test.each([
  ["success", "complete_task"],
  ["unverified", "complete_task"],
  ["failed", "release_task"],
  ["zombie", "release_task"],
])("a worker that ended with %s is a mismatch: %s", (ending, suggest) => {
  expect(findHolder([candidate("A", { isOpen: false, ending })])).toMatchObject({ suggest });
});

test("without anybody named there is nobody", () => {
  expect(findHolder([])).toEqual({ nobody: "nobody is named for it" });
});
