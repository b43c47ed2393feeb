import { expect, test } from "bun:test";
import { join } from "node:path";
import { ControlClient } from "../../src/tmux/control-client.ts";
import { scrubEnvironment } from "../../src/tmux/environment.ts";
import { keepAlive, readIdentity, startServer, stopServer } from "../../src/tmux/server.ts";
import { until } from "../support/wait.ts";
import { ask, confFolder, isAlive, signal, testPlace } from "./fixture.ts";

test("many starts at once make one server with one keeper session", async () => {
  await using server = testPlace();
  const found = await Promise.all(Array.from({ length: 20 }, () => startServer(server.place)));
  expect(new Set(found.map(({ serverPid }) => serverPid)).size).toBe(1);
  expect(await ask(server.place, "list-sessions", "-F", "#{session_name}")).toBe("_ctl");
});

test("a start right after a stop succeeds", async () => {
  await using server = testPlace();
  for (let i = 0; i < 10; i++) {
    await startServer(server.place);
    await ask(server.place, "kill-server");
  }
  await startServer(server.place);
}, 20_000);

test("what is secret in our environment does not reach the server or a pane", async () => {
  await using server = testPlace();
  const environment = scrubEnvironment({ ...process.env, API_KEY: "canary-7f3a", TMUX: "/tmp/x,1,0" });
  await startServer({ ...server.place, environment });
  const output = join(server.folder, "environment");
  await ask(
    server.place,
    "new-session",
    "-d",
    "--",
    "sh",
    "-c",
    `env > ${output}.tmp; mv ${output}.tmp ${output}`,
  );
  await until("the pane wrote", () => Bun.file(output).exists());
  expect(await Bun.file(output).text()).not.toContain("canary-7f3a");
  const names = (await ask(server.place, "show-environment", "-g"))
    .split("\n")
    .map((line) => line.split("=")[0]);
  for (const name of names)
    expect(name).toMatch(/^(PATH|HOME|LANG|LC_\w+|TERM|SHELL|USER|PWD|_|OLDPWD|SHLVL)$/);
}, 20_000);

test("tmux understands every line of its configuration", async () => {
  await using server = testPlace();
  await startServer(server.place);
  expect(await ask(server.place, "source-file", join(confFolder, "server.conf"))).toBe("");
});

test("the settings that agents rely on are in force", async () => {
  await using server = testPlace();
  await startServer(server.place);
  const settings = await ask(server.place, "show-options", "-s");
  expect(settings).toContain("exit-empty off");
  expect(settings).toContain("message-limit 0");
  expect(settings).toContain("set-clipboard off");
  const global = await ask(server.place, "show-options", "-g");
  expect(global).toContain("destroy-unattached off");
  expect(global).toContain("history-limit 2000");
  expect(global).toContain("default-size 200x50");
  const window = await ask(server.place, "show-options", "-gw");
  expect(window).toContain("remain-on-exit on");
  expect(window).toContain("automatic-rename off");
  expect(window).toContain("allow-rename off");
});

test("the server keeps no record of commands and their arguments", async () => {
  await using server = testPlace();
  await startServer(server.place);
  const { client } = await ControlClient.attach(server.place, () => undefined);
  const replies = await client.request([["set-buffer", "canary-91bd"], ["show-messages"]], 5000);
  expect(replies.map(({ failed }) => failed)).toEqual([false, false]);
  expect(JSON.stringify(replies)).not.toContain("canary-91bd");
  await client.close();
});

test("a server knows its limit of descriptors, raised from a low one", async () => {
  await using server = testPlace();
  await startServer(server.place);
  expect(Number(await ask(server.place, "show-options", "-sv", "@overstory_fd_limit"))).toBeGreaterThan(1024);
  const script = `ulimit -S -n 256; exec sh '${confFolder}/start.sh' sh -c 'ulimit -n; echo "$@"' sh`;
  const [limit, told] = (await Bun.spawn(["sh", "-c", script]).stdout.text()).split("\n");
  expect(Number(limit)).toBeGreaterThan(1024);
  expect(told).toBe(`; set-option -s @overstory_fd_limit ${limit}`);
});

test("a missing folder for the socket is an error that names the socket", async () => {
  await using server = testPlace();
  const socket = join(server.folder, "missing", "s");
  await expect(startServer({ ...server.place, socket })).rejects.toMatchObject({
    code: "tmux",
    message: expect.stringContaining(socket),
  });
}, 20_000);

test("a keeper session that a person ended is made again, and no server is started for it", async () => {
  await using server = testPlace();
  await keepAlive(server.place);
  expect(await readIdentity(server.place)).toBeUndefined();
  await startServer(server.place);
  await ask(server.place, "kill-session", "-t", "=_ctl");
  await keepAlive(server.place);
  expect(await ask(server.place, "list-sessions", "-F", "#{session_name}")).toBe("_ctl");
});

test("a hung server is a timeout, not one that is absent", async () => {
  await using server = testPlace({ deadlineMs: 700 });
  const { serverPid } = await startServer(server.place);
  signal(serverPid, "SIGSTOP");
  await expect(readIdentity(server.place)).rejects.toMatchObject({ code: "timeout" });
  signal(serverPid, "SIGCONT");
});

test("stopping ends the server that was meant, and no other on the same socket", async () => {
  await using server = testPlace();
  const identity = await startServer(server.place);
  await stopServer(server.place, { ...identity, serverPid: identity.serverPid + 1 });
  expect(isAlive(identity.serverPid)).toBeTrue();
  await stopServer(server.place, identity);
  await until("its process ends", () => !isAlive(identity.serverPid));
});
