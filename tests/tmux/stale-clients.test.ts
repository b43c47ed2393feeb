import { expect, test } from "bun:test";
import { until } from "../support/wait.ts";
import { isAlive, signal, testTmux } from "./fixture.ts";

test("a control client that an earlier daemon left is told apart from our own", async () => {
  await using t = await testTmux();
  expect(await t.tmux.staleClients()).toEqual([]);
  const left = Bun.spawn(["tmux", "-S", t.place.socket, "-C", "attach", "-t", "=_ctl:"], {
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
  });
  await until("it is attached", async () => (await t.tmux.staleClients()).includes(left.pid));
  expect(await t.tmux.staleClients()).toEqual([left.pid]);
  signal(left.pid, "SIGTERM");
  await until("it ends", () => !isAlive(left.pid));
  await until("tmux has noticed", async () => (await t.tmux.staleClients()).length === 0);
});
