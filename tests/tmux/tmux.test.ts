import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { Tmux } from "../../src/tmux/tmux.ts";
import { until } from "../support/wait.ts";
import { isAlive, signal, testPlace, testTmux, tmuxOptions } from "./fixture.ts";

test("a second connection finds the same server and its panes", async () => {
  await using t = await testTmux();
  const spec = t.spec(["sleep", "600"]);
  const first = await t.tmux.spawnPane(spec);
  await t.tmux.close();
  const again = await t.reconnect();
  expect(again.server).toEqual(t.tmux.server);
  expect(await again.spawnPane(spec)).toEqual({ ...first, created: false });
  await again.close();
});

test("a recorded server whose socket was removed is adopted, and no second one is started", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["sleep", "600"], { nonce: "n" });
  await t.tmux.close();
  rmSync(t.place.socket);
  const again = await t.reconnect(t.tmux.server);
  expect(again.server).toEqual(t.tmux.server);
  expect(await again.findByNonce("n")).toMatchObject({ paneId: address.paneId });
  await again.close();
});

test("after a recorded server that has ended, a new one is started and tells its own identity", async () => {
  await using t = await testTmux();
  const { server } = t.tmux;
  signal(server.serverPid, "SIGKILL");
  await until("the loss is told", () => t.seen.losses.length > 0);
  const again = await t.reconnect(server);
  expect(again.server.serverPid).not.toBe(server.serverPid);
  expect(await again.listPanes()).toHaveLength(1);
  await again.close();
});

test("a recorded server that hangs is an error; none is started beside it", async () => {
  await using t = await testTmux({ deadlineMs: 700 });
  await t.tmux.close();
  signal(t.tmux.server.serverPid, "SIGSTOP");
  const connecting = t.reconnect(t.tmux.server);
  await expect(connecting).rejects.toMatchObject({ code: "timeout" });
  signal(t.tmux.server.serverPid, "SIGCONT");
  const again = await t.reconnect(t.tmux.server);
  expect(again.server).toEqual(t.tmux.server);
  await again.close();
}, 20_000);

test("closing leaves the agents running, stopping the server ends them; neither is told as a loss", async () => {
  await using t = await testTmux();
  const { leaderPid } = await t.spawn(["sleep", "600"]);
  await t.tmux.close();
  expect(isAlive(leaderPid)).toBeTrue();
  await t.tmux.stopServer();
  await until("the agent ends", () => !isAlive(leaderPid));
  await until("the server's process ends", () => !isAlive(t.tmux.server.serverPid));
  expect(t.seen.losses).toEqual([]);
});

test("an old tmux is refused before anything is started", async () => {
  await using server = testPlace();
  const options = {
    ...tmuxOptions(server.place, { losses: [], notifications: [] }),
    environment: { PATH: "/nowhere" },
  };
  await expect(Tmux.connect(options)).rejects.toMatchObject({ code: "tmux" });
});
