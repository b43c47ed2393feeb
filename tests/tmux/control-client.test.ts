import { expect, test } from "bun:test";
import { ControlClient } from "../../src/tmux/control-client.ts";
import { startServer } from "../../src/tmux/server.ts";
import { until } from "../support/wait.ts";
import { ask, controlClientsOf, isAlive, signal, testPlace } from "./fixture.ts";

const ignore = () => undefined;

test("tells which server it is attached to", async () => {
  await using server = testPlace();
  const started = await startServer(server.place);
  const { client, server: found } = await ControlClient.attach(server.place, ignore);
  expect(found).toEqual(started);
  await client.close();
});

test("without a server it throws, and starts none", async () => {
  await using server = testPlace();
  await expect(ControlClient.attach(server.place, ignore)).rejects.toMatchObject({ code: "tmux" });
  expect(await Bun.file(server.place.socket).exists()).toBeFalse();
});

test("replies to calls made at once are not mixed up", async () => {
  await using server = testPlace();
  await startServer(server.place);
  const { client } = await ControlClient.attach(server.place, ignore);
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const say = ["display-message", "-p", `call ${i}`] as const;
      const nested = ["if-shell", "-F", "1", `display-message -p 'in ${i}'`] as const;
      const replies = await client.request(i % 3 === 0 ? [["no-such"]] : [say, nested], 5000);
      return replies.flatMap(({ failed, lines }) => (failed ? "failed" : lines)).join();
    }),
  );
  expect(answers).toEqual(
    Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? "failed" : `call ${i},in ${i}`)),
  );
  await client.close();
});

test("a hung server fails a call at its deadline, and answers later calls rightly again", async () => {
  await using server = testPlace({ deadlineMs: 700 });
  const { serverPid } = await startServer(server.place);
  const { client } = await ControlClient.attach(server.place, ignore);
  signal(serverPid, "SIGSTOP");
  const start = performance.now();
  const late = client.request([["display-message", "-p", "late"]], 100);
  await expect(late).rejects.toMatchObject({ code: "timeout" });
  expect(performance.now() - start).toBeWithin(90, 5000);
  signal(serverPid, "SIGCONT");
  const [reply] = await client.request([["display-message", "-p", "now"]], 5000);
  expect(reply?.lines).toEqual(["now"]);
  await client.close();
});

test("attaching to a hung server times out, and closing does not wait for it", async () => {
  await using server = testPlace({ deadlineMs: 700 });
  const { serverPid } = await startServer(server.place);
  const { client } = await ControlClient.attach(server.place, ignore);
  signal(serverPid, "SIGSTOP");
  const pending = client.request([["display-message", "-p", "x"]], 60_000);
  pending.catch(ignore);
  const start = performance.now();
  await client.close();
  expect(performance.now() - start).toBeLessThan(10_000);
  await expect(pending).rejects.toThrow("ended before it answered");
  await expect(ControlClient.attach(server.place, ignore)).rejects.toMatchObject({ code: "timeout" });
  await until("attach gives up", () => controlClientsOf(server.place.socket).length === 0);
  signal(serverPid, "SIGCONT");
}, 20_000);

test("tells what happens to other sessions", async () => {
  await using server = testPlace();
  await startServer(server.place);
  const seen: string[] = [];
  const { client } = await ControlClient.attach(server.place, ({ name }) => seen.push(name));
  await ask(server.place, "new-session", "-d", "-s", "other", "--", "sleep", "600");
  await until("it is told", () => seen.includes("sessions-changed"));
  await client.close();
});

test("closing ends its process and leaves the server; later calls throw", async () => {
  await using server = testPlace();
  const { serverPid } = await startServer(server.place);
  const { client } = await ControlClient.attach(server.place, ignore);
  await client.close();
  await client.close();
  expect(controlClientsOf(server.place.socket)).toEqual([]);
  expect(isAlive(serverPid)).toBeTrue();
  await expect(client.request([["list-sessions"]], 1000)).rejects.toMatchObject({ code: "tmux" });
});
