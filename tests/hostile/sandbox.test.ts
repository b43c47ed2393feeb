import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { trialArgv } from "../../src/process/sandbox.ts";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const bwrap = Bun.which("bwrap");
/** Some kernels let nobody but root make the namespaces that it needs. */
const isAllowed = bwrap !== null && Bun.spawnSync(trialArgv(bwrap)).success;

/** What it tries, each with whether that worked; the last two are its own work. */
const MISCHIEF = `
try() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "$name: done"; else echo "$name: refused"; fi >> tried.part; }
state=$OVERSTORY_PROJECT/.git/overstory
try "reads the database" grep -c . "$state/overstory.db"
try "writes into the state folder" touch "$state/mine"
try "writes into the main work tree" touch "$OVERSTORY_PROJECT/mine"
try "writes git's configuration" git config alias.x '!true'
try "writes a git hook" touch "$OVERSTORY_PROJECT/.git/hooks/post-merge"
touch ../mine
try "writes into the home folder" touch "$HOME/mine-$OVERSTORY_SESSION"
try "sees the processes of others" grep -qs OVERSTORY_SESSION=SESSION-001 /proc/[0-9]*/environ
try "writes in its worktree" touch mine
git add mine
try "commits" git -c user.name=me -c user.email=me@example.invalid commit -m mine
mv tried.part tried
exec sleep 600
`;

test.skipIf(!isAllowed)(
  "with a sandbox the system stops what overstory cannot, and work goes on",
  async () => {
    await using project = await TestProject.start({
      config: `export default ${JSON.stringify({
        runtime: "shell",
        alerts: { sinks: [] },
        roles: { builder: { sandbox: "bubblewrap" } },
      })};`,
    });
    const { key: run } = await project.run({
      goal: "mischief",
      tasks: [
        { id: "victim", role: "scout", command: "exec sleep 600" },
        { id: "builder", role: "builder", command: MISCHIEF },
      ],
    });
    const { worktree } = await project.agentRuns(run, "builder");
    const tried = join(worktree ?? "", "tried");
    await until("it has tried", () => existsSync(tried), 20_000);
    expect(readFileSync(tried, "utf8").trim().split("\n")).toEqual([
      "reads the database: refused",
      "writes into the state folder: refused",
      "writes into the main work tree: refused",
      "writes git's configuration: refused",
      "writes a git hook: refused",
      "writes into the home folder: refused",
      "sees the processes of others: refused",
      "writes in its worktree: done",
      "commits: done",
    ]);
    // It may write there: into a temporary folder of its own.
    expect(existsSync(join(worktree ?? "", "../mine"))).toBe(false);
  },
);
