import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { OverstoryError } from "../../src/errors.ts";
import { startServer } from "../../src/tmux/server.ts";
import { until } from "../support/wait.ts";
import { ask, controlClientsOf, signal, testTmux } from "./fixture.ts";

test("a killed server is told as gone at once, and once only, and every call after it throws", async () => {
  await using t = await testTmux();
  signal(t.tmux.server.serverPid, "SIGKILL");
  await until("the loss is told", () => t.seen.losses.length > 0);
  await expect(t.tmux.listPanes()).rejects.toMatchObject({
    code: "tmux",
    message: expect.stringContaining("is gone"),
  });
  expect(t.seen.losses).toEqual(["server_gone"]);
}, 20_000);

test("a server killed while a call is under way fails that call", async () => {
  await using t = await testTmux();
  signal(t.tmux.server.serverPid, "SIGSTOP");
  const call = t.tmux.listPanes();
  call.catch(() => undefined);
  signal(t.tmux.server.serverPid, "SIGKILL");
  await expect(call).rejects.toMatchObject({ code: "tmux" });
  await until("the loss is told", () => t.seen.losses.length > 0);
});

test("a killed client is replaced; the server and its panes go on", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["sleep", "600"]);
  for (let round = 1; round <= 3; round++) {
    const [client = 0] = await until("a client", () => nonEmpty(controlClientsOf(t.place.socket)));
    signal(client, "SIGKILL");
    await until("the loss is told", () => t.seen.losses.length === round);
    expect((await t.tmux.listPanes()).map(({ paneId }) => paneId)).toContain(address.paneId);
  }
  expect(t.seen.losses).toEqual(["client_lost", "client_lost", "client_lost"]);
});

test("a call that meets the loss of the client fails or is answered, never wrongly", async () => {
  await using t = await testTmux();
  const [client = 0] = controlClientsOf(t.place.socket);
  signal(client, "SIGKILL");
  await until("it is connected again", async () => {
    const answer = await t.tmux.listPanes().catch((error) => error);
    if (answer instanceof OverstoryError) expect(answer.code).toBe("tmux");
    else expect(answer).toHaveLength(1);
    return t.seen.losses.length > 0;
  });
  expect(await t.tmux.listPanes()).toHaveLength(1);
});

test("a client lost together with the socket comes back to the same server", async () => {
  await using t = await testTmux();
  rmSync(t.place.socket);
  const [client = 0] = controlClientsOf(t.place.socket);
  signal(client, "SIGKILL");
  await until("the loss is told", () => t.seen.losses.length > 0);
  expect(t.seen.losses).toEqual(["client_lost"]);
  expect(await t.tmux.listPanes()).toHaveLength(1);
});

test("a client lost while another server sits on the socket comes back to its own", async () => {
  await using t = await testTmux();
  rmSync(t.place.socket);
  const other = await startServer(t.place);
  expect(other.serverPid).not.toBe(t.tmux.server.serverPid);
  await t.spawn(["sleep", "600"], { nonce: "mine" });
  const [client = 0] = controlClientsOf(t.place.socket);
  signal(client, "SIGKILL");
  await until("the loss is told", () => t.seen.losses.length > 0);
  expect(t.seen.losses).toEqual(["client_lost"]);
  expect(await t.tmux.findByNonce("mine")).toBeDefined();
});

test("a client lost together with the keeper session comes back", async () => {
  await using t = await testTmux();
  await t.spawn(["sleep", "600"]);
  await ask(t.place, "kill-session", "-t", "=_ctl");
  await until("the loss is told", () => t.seen.losses.length > 0);
  expect(t.seen.losses).toEqual(["client_lost"]);
  expect((await t.tmux.listPanes()).map(({ sessionName }) => sessionName)).toContain("_ctl");
});

test("a client lost while the server hangs is not told as a server that is gone", async () => {
  await using t = await testTmux({ deadlineMs: 700 });
  const { serverPid } = t.tmux.server;
  signal(serverPid, "SIGSTOP");
  const [client = 0] = controlClientsOf(t.place.socket);
  signal(client, "SIGKILL");
  await expect(t.tmux.findByNonce("x")).rejects.toMatchObject({
    code: expect.stringMatching(/timeout|tmux/),
  });
  expect(t.seen.losses).toEqual([]);
  signal(serverPid, "SIGCONT");
  await until("it is connected again", () => t.seen.losses.length > 0);
  expect(t.seen.losses).toEqual(["client_lost"]);
});

test("a failure names the command and tmux's reason", async () => {
  await using t = await testTmux();
  await expect(t.tmux.startLog("%99", { folder: t.folder, capBytes: 1 })).rejects.toMatchObject({
    code: "tmux",
    message: "tmux if-shell: can't find pane: %99",
  });
});

function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}
