import { expect, test } from "bun:test";
import type { Death } from "../../src/tmux/death.ts";
import { until } from "../support/wait.ts";
import { ask, signal, testTmux } from "./fixture.ts";

/** What became of it, once it is not alive any more. */
async function deathOf(t: Awaited<ReturnType<typeof testTmux>>, paneId: string): Promise<Death> {
  const death = await until("it dies", async () => {
    const seen = await t.tmux.readDeath(paneId);
    return seen === "alive" ? undefined : seen;
  });
  return death;
}

test("an exit status is told as it is", async () => {
  await using t = await testTmux();
  for (const exitCode of [0, 3, 127, 137, 255]) {
    const { address } = await t.spawn(["sh", "-c", `exit ${exitCode}`]);
    expect(await deathOf(t, address.paneId)).toEqual({ exitCode });
  }
}, 20_000);

test("a command that does not exist ends with 127", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["/nonexistent/agent", "--help"]);
  expect(await deathOf(t, address.paneId)).toMatchObject({ exitCode: expect.any(Number) });
});

test("a signal is told rightly every time, with no other death that would wake tmux", async () => {
  await using t = await testTmux();
  const deaths: Death[] = [];
  for (let i = 0; i < 30; i++) {
    // Without a log: its writer would end with the pane, and make tmux look at all its children.
    const format = "#{pane_id} #{pane_pid}";
    const made = await ask(t.place, "new-session", "-d", "-P", "-F", format, "--", "sleep", "600");
    const [paneId = "", pid] = made.split(" ");
    signal(Number(pid), "SIGKILL");
    deaths.push(await deathOf(t, paneId));
  }
  expect(deaths).toEqual(Array(30).fill({ signal: 9 }));
}, 20_000);

test("many deaths at once are all told", async () => {
  await using t = await testTmux();
  const panes = await Promise.all(Array.from({ length: 40 }, (_, i) => t.spawn(["sh", "-c", `exit ${i}`])));
  for (const [exitCode, { address }] of panes.entries())
    expect(await deathOf(t, address.paneId)).toEqual({ exitCode });
}, 20_000);

test("a living pane is alive, and one that is not there is gone", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["sleep", "600"], { nonce: "n" });
  expect(await t.tmux.readDeath(address.paneId)).toBe("alive");
  await t.tmux.closePane(address, "n");
  expect(await t.tmux.readDeath(address.paneId)).toBe("gone");
  expect(await t.tmux.readDeath("%999")).toBe("gone");
});

test("a process that lives on without its terminal is unknown, not dead", async () => {
  await using t = await testTmux();
  const { address, leaderPid } = await t.spawn(["sh", "-c", "trap '' HUP; exec sleep 600 0<&- 1>&- 2>&-"]);
  await until("its terminal is closed", async () =>
    (await t.tmux.listPanes()).some(({ paneId, dead }) => paneId === address.paneId && dead),
  );
  expect(await t.tmux.readDeath(address.paneId)).toBe("unknown");
  signal(leaderPid, "SIGKILL");
  expect(await deathOf(t, address.paneId)).toEqual({ signal: 9 });
}, 20_000);
