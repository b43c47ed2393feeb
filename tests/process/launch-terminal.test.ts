import { expect, test } from "bun:test";
import { join } from "node:path";
import { identify } from "../../src/process/identity.ts";
import { readLaunch, writeLaunch } from "../../src/process/launch.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";

/** A private tmux server, gone with its panes at the end of the scope. */
function testTmux() {
  const temp = tempFolder();
  const run = async (...args: string[]) => {
    const child = Bun.spawn(["tmux", "-S", join(temp.path, "sock"), "-f", "/dev/null", ...args], {
      stderr: "pipe",
    });
    return (await child.stdout.text()).trim();
  };
  return {
    path: temp.path,
    run,
    async [Symbol.asyncDispose]() {
      const pid = Number(await run("display-message", "-p", "#{pid}"));
      await run("kill-server");
      if (pid > 1) await until("the tmux server is gone", async () => (await identify(pid)) === "dead");
      temp[Symbol.dispose]();
    },
  };
}

async function launchInPane(tmux: ReturnType<typeof testTmux>, shell: string): Promise<string> {
  const folder = join(tmux.path, "launches");
  const env = { PATH: process.env.PATH ?? "", OVERSTORY_TEST_ROOT: process.env.OVERSTORY_TEST_ROOT ?? "" };
  const argv = writeLaunch(folder, "a", { command: { shell }, cwd: tmux.path, env });
  await tmux.run("new-session", "-d", "-P", "-F", "#{pane_id}", "-e", "FROM_THE_SERVER=1", ...argv);
  await until("the agent is ready", async () =>
    (await tmux.run("capture-pane", "-p", "-t", "%0")).includes("ready"),
  );
  return folder;
}

const exitCode = (folder: string) =>
  until("the end", () => {
    const { exited } = readLaunch(folder, "a");
    return exited !== null && { exited };
  });

test("Ctrl-C reaches the agent as it would without the launcher", async () => {
  await using tmux = testTmux();
  const folder = await launchInPane(tmux, "trap 'exit 77' INT; echo ready; while :; do sleep 0.01; done");
  await tmux.run("send-keys", "-t", "%0", "C-c");
  expect(await exitCode(folder)).toEqual({ exited: 77 });
});

test("Ctrl-C ends an agent that does not handle it", async () => {
  await using tmux = testTmux();
  const folder = await launchInPane(tmux, "echo ready; exec sleep 60");
  await tmux.run("send-keys", "-t", "%0", "C-c");
  expect(await exitCode(folder)).toEqual({ exited: 130 });
});

test("the agent reads the terminal and knows its pane, and nothing of the server's environment", async () => {
  await using tmux = testTmux();
  const folder = await launchInPane(
    tmux,
    `echo ready; read line; echo "$line" "$TMUX_PANE" "\${TERM:+term}" "$FROM_THE_SERVER" >said`,
  );
  await tmux.run("send-keys", "-t", "%0", "hello", "Enter");
  expect(await exitCode(folder)).toEqual({ exited: 0 });
  expect(await Bun.file(join(tmux.path, "said")).text()).toBe("hello %0 term \n");
});

test("the agent is told when its pane is killed", async () => {
  await using tmux = testTmux();
  await launchInPane(tmux, "trap 'echo told >said; exit' HUP; echo ready; while :; do sleep 0.01; done");
  await tmux.run("kill-pane", "-t", "%0");
  await until("the agent's word", async () => await Bun.file(join(tmux.path, "said")).exists());
});
