import { expect, test } from "bun:test";
import { announceFromOutside } from "../../src/tmux/announce-from-outside.ts";
import { startServer } from "../../src/tmux/server.ts";
import { TestTerminal } from "../support/terminal.ts";
import { until } from "../support/wait.ts";
import { ask, testPlace } from "./fixture.ts";

test("a line is shown in every attached terminal, to the letter, by a program that is not connected", async () => {
  await using server = testPlace();
  await startServer(server.place);
  const announce = (text: string) => announceFromOutside(server.place.socket, process.env, text);
  expect(await announce("nobody is here")).toBe(0);
  await using terminal = await TestTerminal.open(server.folder);
  terminal.run(`env -u TMUX tmux -S ${server.place.socket} attach`);
  await until("it is attached", async () => (await ask(server.place, "list-clients")) !== "");
  expect(await announce("#{pid} 100%H; the daemon is down;")).toBe(1);
  await terminal.shows("#{pid} 100%H; the daemon is down;");
});

test("without a server it throws, and starts none", async () => {
  await using server = testPlace();
  await expect(announceFromOutside(server.place.socket, process.env, "x")).rejects.toMatchObject({
    code: "tmux",
  });
  expect(await Bun.file(server.place.socket).exists()).toBe(false);
});
