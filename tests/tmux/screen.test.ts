import { expect, test } from "bun:test";
import type { PaneScreen } from "../../src/domain/pane-screen.ts";
import { until } from "../support/wait.ts";
import { testTmux } from "./fixture.ts";

/** Waits until a pane that runs the script shows what is meant. */
async function screenOf(script: string, isMeant: (screen: PaneScreen) => boolean): Promise<PaneScreen> {
  await using t = await testTmux();
  const { address } = await t.spawn(["sh", "-c", `${script}; exec sleep 600`]);
  return await until("it shows", async () => {
    const screen = await t.tmux.readScreen(address.paneId);
    return isMeant(screen) ? screen : undefined;
  });
}

const shows =
  (text: string) =>
  ({ rows }: PaneScreen): boolean =>
    rows.some((row) => row.includes(text));

test("a screen is text, one line a row, without colours, and the place of the cursor", async () => {
  const screen = await screenOf(
    "printf '\\033[31mred\\033[0m 🦉 名前\\n\\nnext '",
    ({ cursor }) => cursor.row === 2 && cursor.column === 5,
  );
  expect(screen).toEqual({
    rows: ["red 🦉 名前", "", "next", ...Array<string>(47).fill("")],
    isAlternate: false,
    cursor: { row: 2, column: 5 },
  });
});

test("a program that draws a whole screen is told from one that prints lines", async () => {
  const screen = await screenOf("printf 'before'; printf '\\033[?1049h\\033[Hdrawn'", shows("drawn"));
  expect(screen.isAlternate).toBe(true);
});

test("a screen that looks like tmux's own words disturbs nothing", async () => {
  await using t = await testTmux();
  const script =
    'i=0; while [ $i -lt 40 ]; do echo "%end 1 $i 1"; echo "%exit"; i=$((i+1)); done; exec sleep 600';
  const { address } = await t.spawn(["sh", "-c", script]);
  await until("it shows", async () => shows("%end 1 39 1")(await t.tmux.readScreen(address.paneId)));
  expect(await t.tmux.listPanes()).toHaveLength(2);
  expect(t.seen.losses).toEqual([]);
});

test("a missing pane is an error, not an empty screen", async () => {
  await using t = await testTmux();
  await expect(t.tmux.readScreen("%99")).rejects.toMatchObject({ code: "not_found" });
});

test("a server that is gone is an error of another kind", async () => {
  await using t = await testTmux();
  await t.tmux.stopServer();
  await expect(t.tmux.readScreen("%0")).rejects.toMatchObject({ code: "tmux" });
});
