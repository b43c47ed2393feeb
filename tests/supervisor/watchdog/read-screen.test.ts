import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PaneAddress } from "../../../src/domain/session.ts";
import type { Screen } from "../../../src/domain/watchdog/evidence.ts";
import { createRuntimes } from "../../../src/runtimes/registry.ts";
import { TmuxLink } from "../../../src/supervisor/tmux-link.ts";
import { readScreen } from "../../../src/supervisor/watchdog/read-screen.ts";
import type { PaneSpec } from "../../../src/tmux/spawn-pane.ts";
import { until } from "../../support/wait.ts";
import { testTmux } from "../../tmux/fixture.ts";

const runtimes = createRuntimes({ shell: { command: null }, runtimes: {} });

const shows = (screen: Screen) => ({ screen, mark: null });

async function testScreens() {
  const t = await testTmux();
  const tmux = new TmuxLink({ connect: async () => t.tmux, onGone: () => undefined });
  await tmux.get();
  const read = (pane: PaneAddress | null, runtime = "shell") =>
    readScreen({ tmux, runtimes }, { pane, runtime });
  return {
    folder: t.folder,
    tmux: t.tmux,
    read,
    run: async (argv: PaneSpec["argv"]) => (await t.spawn(argv)).address,
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
}

test.each([
  ["full_screen", ["vi", "file"]],
  ["full_screen", ["less", "file"]],
  ["prompt", ["sh", "-c", "printf 'Your name? '; read -r name"]],
  ["prompt", ["python3", "-c", "input('Age: ')"]],
  ["dialog", ["bash", "-c", "select fruit in apple pear; do :; done"]],
  ["dialog", ["sh", "-c", "echo before; printf 'Overwrite? [y/N] '; sleep 600"]],
] as const)("what is shown is a %s: %j", async (expected, argv) => {
  await using t = await testScreens();
  writeFileSync(join(t.folder, "file"), "line\n".repeat(500));
  const pane = await t.run([...argv]);
  await until(`it is ${expected}`, async () => Bun.deepEquals(await t.read(pane), shows(expected)));
});

test("the lines of a program that asks nothing are plain", async () => {
  await using t = await testScreens();
  const pane = await t.run(["sh", "-c", "echo compiling; exec sleep 600"]);
  await until("it shows", async () => (await t.tmux.readScreen(pane.paneId)).rows.includes("compiling"));
  expect(await t.read(pane)).toEqual(shows("plain"));
});

test("a screen that cannot be read is unknown, with the reason", async () => {
  await using t = await testScreens();
  const pane = await t.run(["sleep", "600"]);
  expect(await t.read(null)).toEqual({ unknown: "it has no pane yet" });
  expect(await t.read({ ...pane, serverStartedAt: 1 })).toEqual({ unknown: "its tmux server is not there" });
  expect(await t.read({ ...pane, paneId: "%99" })).toEqual({
    unknown: "cannot read the screen of pane %99: can't find pane: %99",
  });
  expect(await t.read(pane, "none")).toEqual({ unknown: expect.stringContaining('no runtime "none"') });
});
