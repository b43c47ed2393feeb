import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { recoverServer } from "../../src/tmux/recover-server.ts";
import { readIdentity, startServer } from "../../src/tmux/server.ts";
import { until } from "../support/wait.ts";
import { isAlive, signal, signalServer, testPlace } from "./fixture.ts";

test("a server whose socket was removed is found again", async () => {
  await using server = testPlace();
  const identity = await startServer(server.place);
  for (let i = 0; i < 5; i++) {
    rmSync(server.place.socket);
    expect(await readIdentity(server.place)).toBeUndefined();
    expect(await recoverServer(server.place, identity, signalServer)).toBeTrue();
    expect(await readIdentity(server.place)).toEqual(identity);
  }
}, 20_000);

test("a server that took the socket of a living one gives it back", async () => {
  await using server = testPlace();
  const first = await startServer(server.place);
  rmSync(server.place.socket);
  const second = await startServer(server.place);
  expect(second.serverPid).not.toBe(first.serverPid);
  expect(await recoverServer(server.place, first, signalServer)).toBeTrue();
  expect(await readIdentity(server.place)).toEqual(first);
});

test("a server that has ended is not found, and a stranger with its pid gets no signal", async () => {
  await using server = testPlace();
  const identity = await startServer(server.place);
  signal(identity.serverPid, "SIGKILL");
  await until("it ends", () => !isAlive(identity.serverPid));
  expect(await recoverServer(server.place, identity, signalServer)).toBeFalse();
});

test("a server that may live but does not answer is an error, never taken for gone", async () => {
  await using server = testPlace({ deadlineMs: 700 });
  const identity = await startServer(server.place);
  rmSync(server.place.socket);
  const cannotTell = async () => "unknown" as const;
  await expect(recoverServer(server.place, identity, cannotTell)).rejects.toMatchObject({ code: "tmux" });
});
