import { expect, test } from "bun:test";
import { until } from "../support/wait.ts";
import { ask, signal, testTmux } from "./fixture.ts";

test("every pane is listed, the keeper's too", async () => {
  await using t = await testTmux();
  const made = await t.spawn(["sleep", "600"], { name: "ov-a", nonce: "n-a" });
  const panes = await t.tmux.listPanes();
  expect(panes.map(({ sessionName }) => sessionName).sort()).toEqual(["_ctl", "ov-a"]);
  expect(panes.find(({ nonce }) => nonce === "n-a")).toEqual({
    sessionId: made.address.sessionId,
    paneId: made.address.paneId,
    sessionName: "ov-a",
    pid: made.leaderPid,
    nonce: "n-a",
    dead: false,
    deadStatus: null,
    deadSignal: null,
    logging: true,
  });
});

test("what a person makes on the server, under any name, does not disturb the list", async () => {
  await using t = await testTmux();
  for (const name of ["a|b|c", "line\nbreak", "🦉 owl", "$(id)", "%1"])
    await ask(t.place, "new-session", "-d", "-s", name, "--", "sleep", "600");
  expect(await t.tmux.listPanes()).toHaveLength(6);
});

test("an unreachable server throws and never reads as an empty list", async () => {
  await using t = await testTmux();
  await t.tmux.close();
  await expect(t.tmux.listPanes()).rejects.toMatchObject({ code: "tmux" });
});

test("a hung server fails the list at its deadline, and lists again afterwards", async () => {
  await using t = await testTmux({ deadlineMs: 700 });
  signal(t.tmux.server.serverPid, "SIGSTOP");
  const start = performance.now();
  const list = t.tmux.listPanes();
  await expect(list).rejects.toMatchObject({ code: "timeout" });
  expect(performance.now() - start).toBeLessThan(4000);
  signal(t.tmux.server.serverPid, "SIGCONT");
  expect(await t.tmux.listPanes()).toHaveLength(1);
});

test("a pane is found by its nonce alone", async () => {
  await using t = await testTmux();
  await t.spawn(["sleep", "600"], { nonce: "abc" });
  const { address } = await t.spawn(["sleep", "600"], { nonce: "abcd" });
  expect(await t.tmux.findByNonce("abcd")).toMatchObject({ paneId: address.paneId });
  expect(await t.tmux.findByNonce("ab")).toBeUndefined();
  await expect(t.tmux.findByNonce("#(touch x)")).rejects.toMatchObject({ code: "usage" });
});

test("closing ends that session and none whose name begins alike", async () => {
  await using t = await testTmux();
  const alpha = await t.spawn(["sleep", "600"], { name: "ov-alpha", nonce: "n1" });
  await t.spawn(["sleep", "600"], { name: "ov-alpha-2", nonce: "n2" });
  expect(await t.tmux.closePane(alpha.address, "n1")).toBe("closed");
  expect(await t.tmux.closePane(alpha.address, "n1")).toBe("absent");
  await until("it is gone", async () => (await t.tmux.findByNonce("n1")) === undefined);
  expect(await t.tmux.findByNonce("n2")).toBeDefined();
});

test("closing leaves alone what bears another nonce, another session or belongs to another server", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["sleep", "600"], { nonce: "mine" });
  const other = await t.spawn(["sleep", "600"], { nonce: "other" });
  const { sessionId } = other.address;
  expect(await t.tmux.closePane(address, "yours")).toBe("absent");
  expect(await t.tmux.closePane({ ...address, sessionId }, "mine")).toBe("absent");
  expect(await t.tmux.closePane({ ...address, serverStartedAt: 1 }, "mine")).toBe("absent");
  expect(await t.tmux.closePane({ ...address, serverPid: 1 }, "mine")).toBe("absent");
  expect(await t.tmux.listPanes()).toHaveLength(3);
});
