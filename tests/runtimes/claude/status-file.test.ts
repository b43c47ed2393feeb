import { expect, test } from "bun:test";
import { claudeStatusFile } from "../../../src/runtimes/claude/status-file.ts";

const file = claudeStatusFile({ env: {} });

test("it lies in the person's configuration folder, by the process", () => {
  expect(file.path({ pid: 7, environment: { HOME: "/home/a" } })).toBe("/home/a/.claude/sessions/7.json");
  expect(file.path({ pid: 7, environment: { HOME: "/home/a", CLAUDE_CONFIG_DIR: "/c" } })).toBe(
    "/c/sessions/7.json",
  );
  const other = claudeStatusFile({ env: { CLAUDE_CONFIG_DIR: "/other" } });
  expect(other.path({ pid: 7, environment: { CLAUDE_CONFIG_DIR: "/c" } })).toBe("/other/sessions/7.json");
});

test("it says whether a turn is under way", () => {
  const read = (status: unknown) => file.read(JSON.stringify({ pid: 7, status }));
  expect(["busy", "idle", "shell", "waiting"].map(read)).toEqual(["working", "idle", "idle", "waiting"]);
});

test("what is half written, or not known, says nothing", () => {
  for (const text of ["", "{", "[]", '{"status":"new"}', '{"status":5}', '{"status":"constructor"}'])
    expect(file.read(text)).toBeNull();
});
