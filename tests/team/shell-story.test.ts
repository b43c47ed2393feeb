import { expect, test } from "bun:test";
import type { TestProject } from "../support/daemon.ts";
import { processesNaming } from "../support/processes.ts";
import { seededRandom, testSeed } from "../support/random.ts";
import { until } from "../support/wait.ts";
import { expectedFiles, FILES, startRun, startStory, strike, type Victim } from "./story/story.ts";

/** The whole story is with 100: OVERSTORY_TEST_SEEDS. One alone: OVERSTORY_TEST_SEED. */
const SEEDS = process.env.OVERSTORY_TEST_SEED ? 1 : Number(process.env.OVERSTORY_TEST_SEEDS ?? 1);
const KILLS = 8;
/** Where five agents die soon after their start, overstory begins none for a minute, as it should; daemons may die at will. */
const AGENTS = 4;
const VICTIMS: readonly Victim[] = ["daemon", "coordinator", "worker", "worker"];

test(`a goal becomes ${FILES} tasks, whose workers ask and are answered by mail, and comes back merged`, async () => {
  await using project = await startStory();
  const { key } = await startRun(project);
  await project.runEnded(key, 100_000);
  await expectCameTrue(project, key, "undisturbed");
}, 120_000);

test("cancelled in the middle, it leaves what was merged and nobody at work", async () => {
  await using project = await startStory();
  const { client, repository } = project;
  const { key } = await startRun(project);
  await project.told("task.complete");
  await client.stopRun(key, false);
  const run = await project.runEnded(key);
  expect(run).toMatchObject({ status: "cancelled", reason: "cancelled by a person" });
  const statuses = new Set(run.tasks.map(({ status }) => status));
  expect(statuses).toEqual(new Set(["complete", "aborted"]));
  const complete = run.tasks.filter(({ status }) => status === "complete").map(({ title }) => title);
  const merged = repository.git("log", "--no-merges", "--format=%s", `main..${run.targetBranch}`).split("\n");
  expect(merged.toSorted()).toEqual(complete.toSorted());
  await expectNothingLeft(project);
}, 60_000);

for (let n = 0; n < SEEDS; n++) {
  const seed = testSeed();
  test(`${KILLS} kills of daemon, coordinator and workers change nothing of it (seed ${seed})`, async () => {
    const random = seededRandom(seed);
    await using project = await startStory();
    const { key } = await startRun(project);
    const victims: Victim[] = [];
    try {
      while (victims.length < KILLS && !(await hasEnded(project, key))) {
        // Not a wait for anything: the random moment of the crash.
        await Bun.sleep(random() * 2500);
        const agents = victims.filter((one) => one !== "daemon").length;
        const drawn = VICTIMS[Math.floor(random() * VICTIMS.length)] ?? "daemon";
        const victim = agents < AGENTS ? drawn : "daemon";
        if (await strike(project, victim, random)) victims.push(victim);
      }
      await project.runEnded(key, 150_000);
      await expectCameTrue(project, key, { seed, victims });
    } catch (error) {
      throw new Error(`seed ${seed}, killed: ${victims.join(" ")}`, { cause: error });
    }
  }, 240_000);
}

const hasEnded = async ({ client }: TestProject, key: string): Promise<boolean> =>
  ((await client.run(key).catch(() => undefined))?.status ?? "active") !== "active";

/** Every file is there once and says what it should; each question was answered once, and nothing is left behind. */
async function expectCameTrue(project: TestProject, key: string, of: unknown): Promise<void> {
  const { client, repository } = project;
  const { git } = repository;
  const run = await until("a daemon answers", () => client.run(key).catch(() => undefined), 20_000);
  expect({ of, status: run.status, reason: run.reason }).toEqual({
    of,
    status: "completed",
    reason: `${FILES} of ${FILES} tasks complete`,
  });
  const branch = run.targetBranch ?? "";
  const names = git("ls-tree", "-r", "--name-only", branch).split("\n");
  expect({ of, names: names.toSorted() }).toEqual({
    of,
    names: ["README.md", ...Object.keys(expectedFiles())].toSorted(),
  });
  for (const [name, text] of Object.entries(expectedFiles())) {
    expect({ of, name, text: git("show", `${branch}:${name}`) }).toEqual({ of, name, text });
    const commits = git("log", "--no-merges", "--format=%s", branch, "--", name).split("\n");
    expect({ of, commits }).toEqual({ of, commits: [`file ${name.replace(".txt", "")}`] });
  }
  const merges = git("log", "--merges", "--format=%s", branch).split("\n");
  expect({ of, merges: merges.length, different: new Set(merges).size }).toEqual({
    of,
    merges: FILES,
    different: FILES,
  });
  await expectMailOnce(project, key, of);
  expect(git("fsck", "--no-dangling", "--strict")).toBe("");
  await expectNothingLeft(project);
}

async function expectMailOnce({ client }: TestProject, key: string, of: unknown): Promise<void> {
  const mails = await client.team.listMail({ run: key, box: "all" });
  for (let n = 1; n <= FILES; n++)
    for (const body of [`file ${n}?`, `answer ${n}`, `file ${n} is written`])
      expect({ of, body, sent: mails.filter((mail) => mail.body === body).length }).toEqual({
        of,
        body,
        sent: 1,
      });
  const merged = mails.filter(({ type }) => type === "merged").map(({ subject }) => subject);
  expect({ of, merged: merged.length, different: new Set(merged).size }).toEqual({
    of,
    merged: FILES,
    different: FILES,
  });
}

async function expectNothingLeft({ client, repository }: TestProject): Promise<void> {
  expect(await client.sessions(false)).toEqual([]);
  await until("no agent is left", async () => {
    const left = await processesNaming(repository.folder);
    return !left.some(({ command }) => command.includes("/story/"));
  });
  await until(
    "worktrees and refs are tidied away",
    () => repository.git("for-each-ref", "refs/overstory/merge") === "",
  );
}
