import { expect, test } from "bun:test";
import { type AdoptionFacts, refuseAdoption } from "../../../src/domain/agent/adoption.ts";

const agent = (change: Partial<AdoptionFacts> = {}): AdoptionFacts => ({
  runtime: "claude",
  conversation: "c1",
  folder: "/repo/src",
  pid: 42,
  isBusy: false,
  isEmpty: false,
  worktree: "/repo",
  holder: null,
  ...change,
});

test("an agent that waits for a prompt, or does not run, is taken over", () => {
  expect(refuseAdoption(agent(), false)).toBeNull();
  expect(refuseAdoption(agent({ pid: null, isBusy: null }), false)).toBeNull();
});

test.each([
  ["in a turn", { isBusy: true }, "claude (pid 42) is in the middle of a turn"],
  [
    "perhaps in a turn",
    { isBusy: null },
    "it cannot be told whether claude (pid 42) is in the middle of a turn",
  ],
])("one that is %s is only taken over with force", (_, change, message) => {
  expect(refuseAdoption(agent(change), false)).toEqual({ message, hint: expect.stringContaining("--force") });
  expect(refuseAdoption(agent(change), true)).toBeNull();
});

test.each([
  ["ours already", { holder: "SESSION-001" }, "is the agent of SESSION-001 already"],
  ["elsewhere", { worktree: null }, "works in /repo/src, which is no work tree of this repository"],
  ["without a conversation", { isEmpty: true }, "nothing was said to claude (pid 42) yet"],
])("one that is %s is not taken over, with force neither", (_, change, words) => {
  expect(refuseAdoption(agent(change), true)?.message).toContain(words);
});

test("one that does not run is named by its conversation", () => {
  const refusal = refuseAdoption(agent({ pid: null, worktree: null }), false);
  expect(refusal?.message).toStartWith("claude c1 works in /repo/src");
});
