import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { until } from "../support/wait.ts";
import { ask, readText, testTmux } from "./fixture.ts";

const HOSTILE_FOLDERS = [
  "#(touch pwned)",
  "we##{pid}ird %H dir",
  "#{pid}",
  "#[fg=red]",
  "sp ace",
  "new\nline",
  "🦉",
  "quo'te\"s",
  "$HOME",
  ";",
  "~",
  "-t",
  "back\\slash",
];

test("the command is run as it is, without a shell", async () => {
  await using t = await testTmux();
  const words = [
    "a b",
    "; touch x",
    "$(touch y)",
    "abc;",
    "",
    "#{pid}",
    "%H",
    "new\nline",
    "it's",
    "🦉",
    "~",
    "--",
  ];
  const output = join(t.folder, "words");
  await t.spawn(["sh", "-c", `printf '%s|' "$@" > words.tmp; mv words.tmp words; sleep 600`, "sh", ...words]);
  await until("the words are written", () => existsSync(output));
  expect(readText(output)).toBe(`${words.join("|")}|`);
  expect(readdirSync(t.folder).sort()).toEqual(["logs", "s", "words"]);
});

test("a folder of any name is where the command starts and where its log goes", async () => {
  await using t = await testTmux();
  for (const name of HOSTILE_FOLDERS) {
    const cwd = join(t.folder, name);
    mkdirSync(cwd);
    const logFolder = join(cwd, "log");
    const pane = await t.spawn(["sh", "-c", "pwd > here; echo logged; exec sleep 600"], { cwd, logFolder });
    await until(`the log in ${name}`, () => readText(join(logFolder, "output.log")).includes("logged"));
    expect(readText(join(cwd, "here"))).toBe(`${cwd}\n`);
    expect(readdirSync(cwd).sort()).toEqual(["here", "log"]);
    expect(pane.created).toBeTrue();
  }
  expect(readdirSync(t.folder).sort()).toEqual(
    [...HOSTILE_FOLDERS, "logs", "s"].filter((n) => n !== "logs").sort(),
  );
  expect(existsSync("pwned")).toBeFalse();
}, 20_000);

test("the pane has the size it was given", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["sleep", "600"], { width: 133, height: 41 });
  expect(
    await ask(t.place, "display-message", "-p", "-t", address.paneId, "#{pane_width}x#{pane_height}"),
  ).toBe("133x41");
});

test("asked again with the same name and nonce it answers the pane that is there, dead or alive", async () => {
  await using t = await testTmux();
  for (const argv of [
    ["sleep", "600"],
    ["sh", "-c", "exit 3"],
  ] as const) {
    const spec = t.spec(argv);
    const first = await t.tmux.spawnPane(spec);
    expect(first.created).toBeTrue();
    expect(await t.tmux.spawnPane(spec)).toEqual({ ...first, created: false });
  }
  expect(await t.tmux.listPanes()).toHaveLength(3);
});

test("asked several times at once it makes one pane, and answers it to all", async () => {
  await using t = await testTmux();
  const spec = t.spec(["sleep", "600"]);
  const answers = await Promise.all(Array.from({ length: 5 }, () => t.tmux.spawnPane(spec)));
  expect(new Set(answers.map(({ leaderPid }) => leaderPid)).size).toBe(1);
  expect(await t.tmux.listPanes()).toHaveLength(2);
});

test("a name that another pane has is a conflict, and that pane is left alone", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["sleep", "600"], { name: "ov-x", nonce: "one" });
  await expect(t.spawn(["sleep", "600"], { name: "ov-x", nonce: "two" })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await t.tmux.findByNonce("one")).toMatchObject({ paneId: address.paneId, dead: false });
});

test("a name of which another is the beginning makes a pane of its own", async () => {
  await using t = await testTmux();
  const long = await t.spawn(["sleep", "600"], { name: "ov-alpha-2" });
  const short = await t.spawn(["sleep", "600"], { name: "ov-alpha" });
  expect(short.address.sessionId).not.toBe(long.address.sessionId);
});

test("names that tmux would read otherwise are refused", async () => {
  await using t = await testTmux();
  for (const name of ["", "x", "ov-", "ov-a.b", "ov-a:b", "ov-#(touch x)", "ov-a b", "ov-🦉", "ov-a\n"])
    await expect(t.spawn(["sleep", "600"], { name })).rejects.toMatchObject({ code: "usage" });
  await expect(t.spawn(["sleep", "600"], { nonce: "a}b" })).rejects.toMatchObject({ code: "usage" });
});

test("a folder that does not exist is an error, and nothing is started elsewhere", async () => {
  await using t = await testTmux();
  const cwd = join(t.folder, "missing");
  await expect(t.spawn(["sleep", "600"], { cwd })).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining(cwd),
  });
  await expect(t.spawn(["sleep", "600"], { cwd: join(t.place.socket, "in-a-file") })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await t.tmux.listPanes()).toHaveLength(1);
});

test("a server without room for more panes refuses, instead of hanging for ever", async () => {
  await using t = await testTmux();
  await ask(t.place, "set-option", "-s", "@overstory_fd_limit", "68");
  await t.spawn(["sleep", "600"]);
  await expect(t.spawn(["sleep", "600"])).rejects.toMatchObject({ code: "conflict" });
});
