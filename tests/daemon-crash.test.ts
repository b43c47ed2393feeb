import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "./support/daemon.ts";
import { seededRandom, testSeed } from "./support/random.ts";
import { until } from "./support/wait.ts";

/** The whole story is with 50: OVERSTORY_TEST_KILLS. */
const KILLS = Number(process.env.OVERSTORY_TEST_KILLS ?? 20);
/** So many that they are at work until the last of the kills. */
const TASKS = Math.ceil(KILLS * 0.6);

/** Chains of three; each task notes its execution outside the repository, works a moment and commits. */
function chainedPlan(notes: string) {
  const chains = TASKS / 3;
  const ids = Array.from({ length: TASKS }, (_, n) => `t${n}`);
  return {
    goal: "survive",
    defaults: { restart: "temporary" },
    tasks: ids.map((id, n) => ({
      id,
      dependsOn: n >= chains ? [`t${n - chains}`] : [],
      command: `echo $OVERSTORY_SESSION >> ${notes}/${id}; sleep 1.${n % 10}; echo ${id} > ${id}.txt; git add ${id}.txt; git commit -qm ${id}`,
      gates: [`test -f ${id}.txt`, ...(n % 3 === 0 ? ["sleep 0.2"] : [])],
    })),
  };
}

test(`a plan of ${TASKS} tasks survives ${KILLS} kills of the daemon: each task is done once, each event told once and in order`, async () => {
  const seed = testSeed();
  const random = seededRandom(seed);
  await using project = await TestProject.start();
  const notes = join(project.repository.folder);
  const { key } = await project.run(chainedPlan(notes), { maxAgents: 2 });

  let kills = 0;
  const followed = followEvents(project);
  while (kills < KILLS) {
    // Not a wait for anything: the random moment of the crash, of three in a row one while it still starts.
    await Bun.sleep(random() * 150);
    await project.killDaemon();
    kills++;
    if (random() < 0.33) project.launchDaemon();
    else await project.startDaemon();
  }
  await project.killDaemon();
  await project.startDaemon();
  expect((await project.client.run(key)).status).toBe("active"); // all those kills hit the run at work
  const run = await project.runEnded(key, 120_000);
  const events = await followed.stop();

  expect({ seed, kills, status: run.status, complete: run.counts.complete }).toEqual({
    seed,
    kills: KILLS,
    status: "completed",
    complete: TASKS,
  });
  for (const { key: task, sessions } of run.tasks) {
    const executions = readFileSync(join(notes, task), "utf8").trim().split("\n");
    expect({ seed, task, executions }).toEqual({ seed, task, executions: sessions });
    expect({ seed, task, attempts: sessions.length }).toEqual({ seed, task, attempts: 1 });
  }
  const ids = events.map(({ id }) => id);
  expect({ seed, ids }).toEqual({ seed, ids: Array.from({ length: ids.length }, (_, n) => n + 1) });
  const journal = await project.events();
  // The journal may have grown since: the run's alert follows its end.
  expect(journal.slice(0, ids.length).map(({ id }) => id)).toEqual(ids);
  const completions = journal.filter(({ kind }) => kind === "task.complete").map(({ task }) => task);
  expect({ seed, completions: new Set(completions).size, count: completions.length }).toEqual({
    seed,
    completions: TASKS,
    count: TASKS,
  });

  const { git } = project.repository;
  const merges = git("log", "--merges", "--format=%s", "overstory/run-001").split("\n");
  expect({ seed, merges: merges.toSorted() }).toEqual({
    seed,
    merges: run.tasks.map(({ key: task }) => `Merge ${task}: ${task}`).toSorted(),
  });
  for (const { key: task } of run.tasks) expect(git("show", `overstory/run-001:${task}.txt`)).toBe(task);
  const spare = join(project.paths.worktrees, "spare");
  await until("every worktree is tidied away, or kept as a spare one", () => {
    const [, ...others] = git("worktree", "list", "--porcelain").split("\n\n");
    const isSpare = (text: string) => text.startsWith(`worktree ${spare}/`) && !text.includes("\nprunable");
    return others.length <= 4 && others.every(isSpare);
  });
}, 240_000);

/** A reader of the feed that resumes from its cursor whenever the daemon has gone. */
function followEvents({ client }: TestProject) {
  const seen: { id: number }[] = [];
  const stopped = new AbortController();
  const reading = (async () => {
    while (!stopped.signal.aborted) {
      try {
        for await (const event of client.follow({ after: seen.at(-1)?.id ?? 0 }, stopped.signal))
          seen.push(event);
      } catch {
        await Bun.sleep(5); // the daemon is down: try again
      }
    }
  })();
  return {
    stop: async () => {
      const newest = (await client.status()).cursor;
      while ((seen.at(-1)?.id ?? 0) < newest) await Bun.sleep(5);
      stopped.abort();
      await reading;
      return seen;
    },
  };
}
