import { expect, test } from "bun:test";
import { until } from "../support/wait.ts";
import { testTmux } from "./fixture.ts";

test("a screen is text, one line a row, without colours", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn([
    "sh",
    "-c",
    "printf '\\033[31mred\\033[0m 🦉 名前\\nnext'; exec sleep 600",
  ]);
  const text = await until("it shows", async () => {
    const screen = await t.tmux.capture(address.paneId);
    return screen.includes("next") ? screen : undefined;
  });
  expect(text.trimEnd()).toBe("red 🦉 名前\nnext");
});

test("a screen that looks like tmux's own words disturbs nothing", async () => {
  await using t = await testTmux();
  const script =
    'i=0; while [ $i -lt 40 ]; do echo "%end 1 $i 1"; echo "%exit"; i=$((i+1)); done; exec sleep 600';
  const { address } = await t.spawn(["sh", "-c", script]);
  await until("it shows", async () => (await t.tmux.capture(address.paneId)).includes("%end 1 39 1"));
  expect(await t.tmux.listPanes()).toHaveLength(2);
  expect(t.seen.losses).toEqual([]);
});

test("a missing pane is an error, not an empty screen", async () => {
  await using t = await testTmux();
  await expect(t.tmux.capture("%99")).rejects.toMatchObject({ code: "not_found" });
});

test("a server that is gone is an error of another kind", async () => {
  await using t = await testTmux();
  await t.tmux.stopServer();
  await expect(t.tmux.capture("%0")).rejects.toMatchObject({ code: "tmux" });
});
