import { afterAll } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesNaming } from "./support/processes.ts";

// Every test works below one folder, with an empty HOME and no git configuration but this. What a test leaves
// behind there, or running with this folder in its environment, fails the run.
const root = realpathSync(mkdtempSync(join(tmpdir(), "ovt-")));

// Bun gives children the environment that this process began with; they are to have the one that is made here.
type Start = (...args: [unknown, object?]) => unknown;
const withOurEnvironment =
  (start: Start): Start =>
  (command, options) =>
    Array.isArray(command)
      ? start(command, { env: process.env, ...options })
      : start({ env: process.env, ...Object(command) });
Object.assign(Bun, {
  spawn: withOurEnvironment(Bun.spawn as Start),
  spawnSync: withOurEnvironment(Bun.spawnSync as Start),
});

// Not before the first test: what a file makes outside of its tests is made when it is read.
const home = join(root, "home");
mkdirSync(home);
writeFileSync(
  join(home, ".gitconfig"),
  "[user]\n\tname = Test\n\temail = test@example.invalid\n[init]\n\tdefaultBranch = main\n",
);
for (const name of Object.keys(process.env)) {
  if (/^(GIT_|OVERSTORY_(?!TEST_)|TMUX)/.test(name)) delete process.env[name];
}
Object.assign(process.env, {
  OVERSTORY_TEST_ROOT: root,
  HOME: home,
  GIT_CONFIG_NOSYSTEM: "1",
  TMPDIR: root,
});
delete process.env.XDG_RUNTIME_DIR;
delete process.env.XDG_CONFIG_HOME;

afterAll(async () => {
  // What a test has ended may need a moment to be reaped; what it forgot stays.
  let processes = await processesNaming(root);
  for (let tries = 0; processes.length > 0 && tries < 40; tries++) {
    await Bun.sleep(50);
    processes = await processesNaming(root);
  }
  const left = readdirSync(root).filter((name) => name !== "home");
  for (const { pid } of processes) process.kill(pid, "SIGKILL");
  rmSync(root, { recursive: true, force: true });
  if (processes.length > 0 || left.length > 0) {
    const names = processes.map(({ pid, command }) => `${pid} ${command}`);
    throw new Error(`tests left behind: ${[...names, ...left].join("\n  ")}`);
  }
});
