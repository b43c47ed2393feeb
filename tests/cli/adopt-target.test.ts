import { expect, test } from "bun:test";
import { join } from "node:path";
import { readTarget } from "../../src/cli/adopt-target.ts";
import { tempFolder } from "../support/temp.ts";

test("digits are a process, and everything else but a pane a conversation", async () => {
  expect(await readTarget("4711")).toEqual({ pid: 4711 });
  expect(await readTarget("019a-4711")).toEqual({ conversation: "019a-4711" });
});

test("a pane is one of the tmux that the terminal is in", async () => {
  using folder = tempFolder();
  const socket = join(folder.path, "tmux");
  const tmux = (...args: string[]) =>
    Bun.spawnSync(["tmux", "-S", socket, "-f", "/dev/null", ...args])
      .stdout.toString()
      .trim();
  try {
    tmux("new-session", "-d", "sleep", "1000");
    const env = { ...process.env, TMUX: `${socket},1,0` };
    const [pane = "", pid = ""] = tmux("list-panes", "-F", "#{pane_id} #{pane_pid}").split(" ");
    expect(await readTarget(pane, env)).toEqual({ pid: Number(pid) });
    await expect(readTarget("%99", env)).rejects.toMatchObject({ code: "not_found" });
    await expect(readTarget("%x", env)).rejects.toMatchObject({ code: "usage" });
    const { TMUX: _, ...outside } = env;
    await expect(readTarget(pane, outside)).rejects.toMatchObject({
      code: "usage",
      hint: expect.stringContaining("overstory adopt PID"),
    });
  } finally {
    tmux("kill-server");
  }
});
