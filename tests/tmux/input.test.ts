import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PaneStatus } from "../../src/tmux/panes.ts";
import { until } from "../support/wait.ts";
import { ask, isAlive, readText, signal, testTmux } from "./fixture.ts";

type Test = Awaited<ReturnType<typeof testTmux>>;

/** A program in a raw terminal that writes what it reads to a file. */
async function reader(t: Test, { bracketed = false } = {}) {
  const file = join(t.folder, `read-${Math.random()}`);
  const on = bracketed ? "printf '\\033[?2004h'; " : "";
  const pane = await t.spawn(["sh", "-c", `${on}stty raw -echo; : > ${file}; exec cat >> ${file}`]);
  await until("it reads", () => existsSync(file));
  return { ...pane, read: () => readText(file) };
}

test("a text arrives as it is, and no Enter with it", async () => {
  await using t = await testTmux();
  const { address, read } = await reader(t);
  const text = 'it\'s "quoted"; $HOME ~ #{pid} %H\n\ttabbed 🦉 名前 abc;';
  expect(await t.tmux.paste(address, text)).toBe("typed");
  await until("it is read", () => read().length >= text.length);
  expect(read()).toBe(text);
});

test("100 KB arrive byte for byte", async () => {
  await using t = await testTmux();
  const { address, read } = await reader(t);
  const text = randomBytes(75_000)
    .toString("base64")
    .replace(/(.{76})/g, "$1\n");
  expect(text.length).toBeGreaterThan(100_000);
  await t.tmux.paste(address, text);
  await until("it is read", () => read().length >= text.length);
  expect(read() === text).toBeTrue();
});

test("a program that asked for it gets the text bracketed, and the text cannot end the bracket", async () => {
  await using t = await testTmux();
  const { address, read } = await reader(t, { bracketed: true });
  await t.tmux.paste(address, "a\u001b[201~\rb\u0003");
  await until("it is read", () => read().endsWith("\u001b[201~"));
  expect(read()).toBe("\u001b[200~a[201~\nb\u001b[201~");
});

test("texts for one pane never mix, in the order they were given", async () => {
  await using t = await testTmux();
  const { address, read } = await reader(t);
  const texts = Array.from({ length: 6 }, (_, i) => `${i}`.repeat(2000 - i * 300));
  await Promise.all(texts.map((text) => t.tmux.paste(address, text)));
  const expected = texts.join("");
  await until("all are read", () => read().length >= expected.length);
  expect(read()).toBe(expected);
});

test("a pane that a person scrolls back in leaves that mode, and its program gets text and Enter", async () => {
  await using t = await testTmux();
  const { address, read } = await reader(t);
  await ask(t.place, "copy-mode", "-t", address.paneId);
  expect(await t.tmux.paste(address, "hello")).toBe("typed");
  await until("it is read", () => read() === "hello");
  await ask(t.place, "copy-mode", "-t", address.paneId);
  expect(await t.tmux.press(address, "Escape")).toBe("typed");
  await until("the key is read", () => read() === "hello\u001b");
});

test("a dead or missing pane is told as dead, and no text stays in the server", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["sh", "-c", "exit 0"]);
  await until("it dies", async () => (await t.tmux.readDeath(address.paneId)) !== "alive");
  expect(await t.tmux.paste(address, "x")).toBe("dead");
  expect(await t.tmux.press(address, "C-c")).toBe("dead");
  expect(await t.tmux.paste({ ...address, paneId: "%99" }, "x")).toBe("dead");
  expect(await ask(t.place, "list-buffers")).toBe("");
});

test("a pane of an earlier server is refused", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["sleep", "600"]);
  await expect(t.tmux.paste({ ...address, serverStartedAt: 1 }, "x")).rejects.toMatchObject({
    code: "not_found",
  });
});

test("pastes that race with the death of their pane leave the server alive", async () => {
  await using t = await testTmux();
  const sessions = Array.from({ length: 100 }, () => ["new-session", "-d", "--", "sleep", "600", ";"]);
  await ask(t.place, ...sessions.flat().slice(0, -1));
  const panes = (await t.tmux.listPanes()).filter(({ sessionName }) => sessionName !== "_ctl");
  const results: string[] = [];
  const race = async ({ pid, sessionId, paneId }: PaneStatus, i: number) => {
    const address = { ...t.tmux.server, sessionId, paneId };
    const paste = t.tmux.paste(address, "x".repeat(2000));
    await Bun.sleep(i % 20);
    signal(pid, "SIGKILL");
    results.push(await paste, await t.tmux.paste(address, "y"));
  };
  for (let i = 0; i < panes.length; i += 2)
    await Promise.all(panes.slice(i, i + 2).map((pane) => race(pane, i)));
  expect(isAlive(t.tmux.server.serverPid)).toBeTrue();
  expect(t.seen.losses).toEqual([]);
  // Both sides of the race were met.
  expect(results.filter((result) => result === "typed").length).toBeGreaterThan(5);
  expect(results.filter((result) => result === "dead").length).toBeGreaterThan(5);
}, 20_000);

test("texts that an earlier daemon had loaded are dropped, others are not", async () => {
  await using t = await testTmux();
  await ask(t.place, "set-buffer", "-b", "overstory-left", "secret");
  await ask(t.place, "set-buffer", "-b", "mine", "kept");
  const again = await t.reconnect();
  expect(await ask(t.place, "list-buffers", "-F", "#{buffer_name}")).toBe("mine");
  await again.close();
});
