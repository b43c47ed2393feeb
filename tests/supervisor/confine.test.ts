import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "../../src/config.ts";
import { bwrapPath } from "../support/bwrap.ts";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const bwrap = bwrapPath();
const COMMIT = "echo x > made; git add made; git commit -qm made";

const start = (config: Config) => TestProject.start({ config: `export default ${JSON.stringify(config)};` });

describe.skipIf(bwrap === null)("an agent whose role has a sandbox", () => {
  const config: Config = {
    restart: "temporary",
    env: { set: { PATH: `${dirname(bwrap ?? "")}:${process.env.PATH}` } },
    roles: { builder: { sandbox: "bubblewrap" } },
  };

  /** Lines of `name: yes` or `name: no`, by what each command ended with. */
  const tried = (commands: Record<string, string>) =>
    Object.entries(commands)
      .map(
        ([name, command]) =>
          `if ( ${command} ) >/dev/null 2>&1; then echo "${name}: yes"; else echo "${name}: no"; fi`,
      )
      .join("; ");

  test("it commits and calls overstory, and reaches neither other files nor what overstory keeps", async () => {
    await using project = await start(config);
    const { path } = project.repository;
    const state = join(path, ".git/overstory");
    const script = tried({
      "the repository's checkout": "touch $OVERSTORY_PROJECT/escaped",
      "git's configuration": "git config user.name other",
      "git's configuration of its worktree": "echo '[a]' >> $(git rev-parse --git-dir)/config.worktree",
      "git's hooks":
        "mkdir -p $OVERSTORY_PROJECT/.git/hooks && touch $OVERSTORY_PROJECT/.git/hooks/pre-commit",
      "where its git folder is": "echo gitdir: /elsewhere > .git",
      "the database": `cat ${state}/overstory.db`,
      "other agents' launches": `ls ${state}/launches/*`,
      "the tmux server": `tmux -S ${state}/tmux.sock list-sessions`,
      "the daemon's process": `kill -0 ${project.daemonPid}`,
      "a second daemon": "test ! -e $OVERSTORY_PROJECT/.git/overstory/door && overstory daemon start",
      "a child of its own": "true",
      "overstory itself": "overstory session show self --json",
      "a note": "overstory note all-is-well",
    });
    const { key } = await project.run({
      tasks: [{ id: "a", command: `(${script}) > report; git add report; ${COMMIT}` }],
    });
    const run = await project.runEnded(key);
    expect(run.status).toBe("completed");
    const report = project.repository.git("show", `${run.targetBranch}:report`);
    expect(Object.fromEntries(report.split("\n").map((line) => line.split(": ")))).toEqual({
      "the repository's checkout": "no",
      "git's configuration": "no",
      "git's configuration of its worktree": "no",
      "git's hooks": "no",
      "where its git folder is": "no",
      "the database": "no",
      "other agents' launches": "no",
      "the tmux server": "no",
      "the daemon's process": "no",
      "a second daemon": "no",
      "a child of its own": "yes",
      "overstory itself": "yes",
      "a note": "yes",
    });
    expect(existsSync(join(path, "escaped"))).toBeFalse();
  });

  test("it goes on talking to a daemon that was replaced", async () => {
    await using project = await start(config);
    const go = join(dirname(project.repository.path), "repo.worktrees");
    const waits = `until overstory note before; do sleep 0.1; done; echo $$ > waiting; until [ -e go ]; do sleep 0.1; done`;
    const after = "until overstory note after; do sleep 0.1; done";
    const { key } = await project.run({
      tasks: [{ id: "a", command: `${waits}; rm go waiting; ${after}; ${COMMIT}` }],
    });
    const { worktree } = await project.agentRuns(key, "a");
    expect(worktree).toStartWith(go);
    await until("it has called once", () => existsSync(join(worktree ?? "", "waiting")));
    await project.killDaemon();
    await project.startDaemon();
    await Bun.write(join(worktree ?? "", "go"), "");
    expect(await project.runEnded(key)).toMatchObject({ status: "completed" });
  });
});

test("without bubblewrap no agent of that role is begun, and the task says what is missing", async () => {
  await using project = await start({
    restart: "temporary",
    roles: { builder: { sandbox: "bubblewrap" } },
    env: { set: { PATH: "/nowhere" } },
  });
  const { key } = await project.run({ tasks: [{ id: "a", command: COMMIT }] });
  const [task] = (await project.runEnded(key)).tasks;
  expect(task).toMatchObject({ status: "blocked", stopCode: "spawn_failed" });
  expect(task?.stopReason).toContain("roles.builder.sandbox: bubblewrap (bwrap) is not installed");
});

test("words of one's own go before the agent's, with the places that they name", async () => {
  await using project = await start({
    roles: {
      builder: {
        sandbox: {
          command: ["sh", "-c", 'echo "$0 $1" > "$0/places"; shift; exec "$@"', "{worktree}", "{gitDir}"],
        },
      },
    },
  });
  const { key } = await project.run({
    tasks: [{ id: "a", command: `${COMMIT}; git add places; git commit -qm places` }],
  });
  const run = await project.runEnded(key);
  expect(run.status).toBe("completed");
  const places = project.repository.git("show", `${run.targetBranch}:places`);
  expect(places).toEndWith(`/run-001/a ${join(project.repository.path, ".git")}`);
});
