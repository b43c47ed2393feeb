import { expect, test } from "bun:test";
import { callerOf, isAgent } from "../../src/cli/caller.ts";

const AGENT = { OVERSTORY_TOKEN: "secret", OVERSTORY_SESSION: "SESSION-001", OVERSTORY_PROJECT: "/repo" };

test("an agent of ours calls by its token", async () => {
  expect(await callerOf("/repo", undefined, AGENT)).toMatchObject({
    token: "secret",
    session: undefined,
    terminal: undefined,
    isAgent: true,
  });
});

test("in another project its token and its session mean nothing", async () => {
  expect(await callerOf("/elsewhere", undefined, AGENT)).toMatchObject({
    token: undefined,
    session: undefined,
  });
});

test("a person calls for the session that is named, else that of the environment", async () => {
  const kept = { OVERSTORY_SESSION: "SESSION-002" };
  expect(await callerOf("/repo", "SESSION-003", kept)).toMatchObject({
    session: "SESSION-003",
    isAgent: false,
  });
  expect(await callerOf("/repo", undefined, kept)).toMatchObject({
    token: undefined,
    session: "SESSION-002",
  });
});

test("another's agent says that it is one", () => {
  expect(isAgent({ OVERSTORY_AGENT: "1" })).toBe(true);
  expect(isAgent({ OVERSTORY_AGENT: "0" })).toBe(false);
  expect(isAgent({ OVERSTORY_TOKEN: "secret" })).toBe(true);
});
