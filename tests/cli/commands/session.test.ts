import { expect, test } from "bun:test";
import { join } from "node:path";
import { served } from "../../support/served.ts";
import { TestTerminal } from "../../support/terminal.ts";
import { overstoryIn } from "../support/cli.ts";

const OVERSTORY = `${process.execPath} ${join(import.meta.dir, "../../../src/main.ts")}`;

test("a session is current in the terminal that it was started in, and in no other", async () => {
  await using t = served();
  const { path } = t.repository;
  await using one = await TestTerminal.open(path);
  one.run(`clear; ${OVERSTORY} session start --name mine; ${OVERSTORY} note here`);
  await one.shows("SESSION-001 (mine) has begun; it is current in this terminal");
  await one.shows("note recorded in SESSION-001");
  const elsewhere = await overstoryIn({ cwd: path }, "session", "status");
  expect(elsewhere).toMatchObject({ exitCode: 2, stdout: "" });
  expect(elsewhere.stderr).toStartWith("error: which session? none is current in this terminal\n");
  expect(await t.as().session("mine")).toMatchObject({ source: "cli", worktree: path, holdsTask: false });
});

test("at a terminal with a session that is paused, a start offers to go on with it", async () => {
  await using t = served();
  await using terminal = await TestTerminal.open(t.repository.path);
  terminal.run(`clear; ${OVERSTORY} session start --name mine; ${OVERSTORY} session pause --reason lunch`);
  await terminal.shows("SESSION-001 is paused, after");
  terminal.run(`clear; ${OVERSTORY} session start; echo code=$?`);
  await terminal.shows("SESSION-001 (mine) is current in this terminal, and paused. Go on with it?");
  terminal.press("Enter");
  await terminal.shows("SESSION-001 (mine) goes on");
  await terminal.shows("code=0");
  expect(await t.as().session("mine")).toMatchObject({ attention: null });
  terminal.run(`clear; ${OVERSTORY} session start < /dev/null; echo code=$?`);
  expect(await terminal.shows("code=1")).toContain("end it first: overstory session end");
});

test("at a terminal the end of a session asks what becomes of the task that it holds", async () => {
  await using t = served();
  await using terminal = await TestTerminal.open(t.repository.path);
  const { key } = await t.as().work.createTask({ title: "Read old files" });
  terminal.run(`clear; ${OVERSTORY} session start; ${OVERSTORY} task claim ${key}`);
  await terminal.shows(`${key} is underway, held by SESSION-001`);
  terminal.run(`clear; ${OVERSTORY} session end; echo code=$?`);
  await terminal.shows(`SESSION-001 holds ${key}. What becomes of it?`);
  terminal.press("Enter");
  expect(await terminal.shows("code=0")).toContain("has ended: unverified");
  expect(await t.as().work.task(key)).toMatchObject({ status: "todo", session: null });
});

test("at a terminal the other session is asked for when the task is to be handed off", async () => {
  await using t = served();
  await using terminal = await TestTerminal.open(t.repository.path);
  const { key } = await t.as().work.createTask({ title: "Read old files" });
  await t.as().work.startSession({ name: "other" });
  terminal.run(`clear; ${OVERSTORY} session start; ${OVERSTORY} task claim ${key}`);
  await terminal.shows(`${key} is underway, held by SESSION-002`);
  terminal.run(`clear; ${OVERSTORY} session end; echo code=$?`);
  await terminal.shows("What becomes of it?");
  terminal.press("Up", "Enter");
  await terminal.shows("To which session?");
  terminal.run("other");
  await terminal.shows("code=0");
  expect(await t.as().work.task(key)).toMatchObject({ status: "underway", session: { name: "other" } });
});

test("what another shell left behind is offered by name where nobody can be asked", async () => {
  await using t = served();
  const { path } = t.repository;
  const gone = { terminal: "4711:1@another-boot" };
  const { key } = await t.as(gone).work.startSession({ name: "left" });
  await t.as(gone).work.pauseSession(key, "its shell is gone");
  const start = await overstoryIn({ cwd: path }, "session", "start");
  expect(start).toMatchObject({
    exitCode: 1,
    stderr: `error: ${key} (left) was left behind: its shell is gone\n  go on with it: overstory session resume ${key}; or begin another: overstory session start --new\n`,
  });
  expect((await overstoryIn({ cwd: path }, "session", "resume", key)).stdout).toBe(`${key} (left) goes on\n`);
});

test("sessions are listed by filter, and pruned with what is kept and why", async () => {
  await using t = served();
  const { work } = t.as();
  const { key } = await work.startSession({ name: "old", role: "tester" });
  await work.startSession({ name: "new" });
  await work.endSession(key);
  t.clock.now += 60_000;
  const run = (...argv: string[]) => overstoryIn({ cwd: t.repository.path }, ...argv);
  expect((await run("sessions", "--role", "tester")).stdout).toBe("no session fits\n");
  expect((await run("session", "list", "--all", "--role", "tester")).stdout).toMatch(/SESSION-001 +old/);
  const dry = await run("session", "prune", "--older-than", "10s", "--dry-run", "--json");
  expect(JSON.parse(dry.stdout)).toMatchObject({ pruned: { dryRun: true, removed: [{ session: key }] } });
  expect((await run("session", "prune", "--older-than", "10s")).stdout).toStartWith("1 session that ended");
  expect((await run("metrics")).stdout).toMatch(/^ {2}sessions +1, 1 open$/m);
});
