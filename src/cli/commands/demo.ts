import type { Client } from "../../api/client.ts";
import type { RunView } from "../../api/contract/run.ts";
import { runCommand } from "../../command.ts";
import { describeError } from "../../errors.ts";
import { findProject } from "../../find-project.ts";
import type { ProjectPaths } from "../../paths.ts";
import { defineCommand } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { stopDaemon } from "../daemon/stop.ts";
import { type DemoProject, makeDemoProject } from "../demo/make-project.ts";
import { EXPECTED_RESULTS } from "../demo/plan.ts";
import { liveView, printSummary, watchRun } from "../live/follow-run.ts";
import { INTERRUPTED } from "../live/interrupt.ts";
import { remark } from "../output.ts";
import { taskResult } from "../render/run-summary.ts";

const TMUX_DEADLINE_MS = 5000;

export const demo = defineCommand({
  args: {},
  examples: [
    ["overstory demo", "nine scripted agents; a crash, a failing gate and a merge conflict among them"],
  ],
  run: async () => {
    const project = await makeDemoProject();
    console.log(`A small program in ${project.repository}`);
    console.log(
      "and nine tasks for scripted agents: one crashes once, one has a bug, two are in each other's way.\n",
    );
    const paths = findProject(project.repository);
    try {
      const client = await connect(paths);
      return await play(client, paths, project);
    } finally {
      await tidy(paths);
    }
  },
});

async function play(client: Client, paths: ProjectPaths, project: DemoProject): Promise<number> {
  const run = await client.startRun({
    plan: project.plan,
    source: "plan.json",
    requestId: crypto.randomUUID(),
  });
  const ended = await watchRun(client, paths, run, await liveView(run));
  if (ended === "interrupted") {
    remark(`\nstopped; everything is in ${project.folder}`);
    return INTERRUPTED;
  }
  await printSummary(client, ended);
  console.log(`
Have a look:
  cd ${project.repository}
  git log --oneline --graph ${ended.targetBranch ?? "--all"}
Remove it:
  rm -rf ${project.folder}`);
  return asScripted(ended) ? 0 : 1;
}

function asScripted({ tasks }: RunView): boolean {
  const surprises = tasks.filter((task) => taskResult(task) !== EXPECTED_RESULTS[task.key]);
  for (const task of surprises)
    remark(`not as scripted: ${task.key} is "${taskResult(task)}", not "${EXPECTED_RESULTS[task.key]}"`);
  return surprises.length === 0;
}

/** Ends the demo's own daemon and tmux server; the folder stays. A failure here must not hide that of the run. */
async function tidy(paths: ProjectPaths): Promise<void> {
  try {
    await stopDaemon(paths, true);
    await runCommand(["tmux", "-S", paths.tmuxSocket, "kill-server"], { deadlineMs: TMUX_DEADLINE_MS });
  } catch (error) {
    remark(`the demo's daemon may still run: ${describeError(error)}`);
  }
}
