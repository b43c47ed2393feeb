import { expect, test } from "bun:test";
import { join } from "node:path";
import { TestProject } from "./support/daemon.ts";
import { seededRandom, testSeed } from "./support/random.ts";
import { until } from "./support/wait.ts";

/** The whole story is with 40: OVERSTORY_TEST_BRANCHES. */
const BRANCHES = Number(process.env.OVERSTORY_TEST_BRANCHES ?? 10);
const KILLS = Math.ceil(BRANCHES / 3);

/** That many files are fought over. */
const FILES = Math.max(1, Math.floor(BRANCHES / 13));

/** Red where both of a pair are as their authors first made them. */
const GATE = `for f in pair-*-1; do test -e "\${f%-1}-2" && exit 1; done; exit 0`;

/** An agent that does what its prompt says, and that brings two sides together when it is told that they do not go together. */
const agent = (told: string) => `set -e
set -- $OVERSTORY_PROMPT
if [ -z "$OVERSTORY_CONFLICT_WITH" ]; then
  echo "$OVERSTORY_TASK" >> "$2"
  git add -A; git commit -qm "$OVERSTORY_TASK"
  exit
fi
printf '%s|%s|%s\\n' "$OVERSTORY_TASK" "$OVERSTORY_CONFLICT_WITH" "$(echo $OVERSTORY_CONFLICT_FILES)" >> '${told}'
git merge -q -m "both" "$OVERSTORY_CONFLICT_WITH" || {
  for f in $OVERSTORY_CONFLICT_FILES; do sed -i.bak -e '/^[<=>]\\{7\\}/d' "$f"; rm "$f.bak"; done
  git add -A; git commit -qm "both"
}
case $1 in pair) git mv "$2" "mended-$OVERSTORY_TASK"; git commit -qm "mended";; esac
`;

/** Every third appends to a file to which others do as well; the next four are two pairs; the rest are alone. */
function promptOf(n: number): string {
  if (n % 3 === 2) return `conflicting shared-${Math.floor(n / 3) % FILES}`;
  const pairs = ["pair-0-1", "pair-0-2", "pair-1-1", "pair-1-2"];
  const index = n - Math.floor((n + 1) / 3);
  return pairs[index] === undefined ? `alone own-${n}` : `pair ${pairs[index]}`;
}

test(`${BRANCHES} branches at once, a third in conflict and some red only together, all come in by their authors' hands, through ${KILLS} kills`, async () => {
  const seed = testSeed();
  const random = seededRandom(seed);
  const merge = { gates: [GATE], tries: 10, batch: 8 };
  await using project = await TestProject.start({
    config: `export default ${JSON.stringify({ merge, pool: { most: 0 }, shell: { command: "sh ../../../agent.sh" } })};`,
  });
  const { repository } = project;
  const told = join(repository.folder, "told");
  repository.write("../agent.sh", agent(told));
  const prompts = Array.from({ length: BRANCHES }, (_, n) => promptOf(n));
  const tasks = prompts.map((prompt, n) => ({ id: `t${n}`, prompt }));
  const begun = performance.now();
  const { key } = await project.run({ goal: "together", tasks }, { maxAgents: BRANCHES });
  for (let kill = 0; kill < KILLS; kill++) {
    // Not a wait for anything: the random moment of the crash.
    await Bun.sleep(random() * 1500);
    await project.killDaemon();
    await project.startDaemon();
  }
  const run = await project.runEnded(key, 200_000);
  const tookMs = Math.round(performance.now() - begun);
  expect({
    seed,
    status: run.status,
    stopped: run.tasks.filter(({ status }) => status !== "complete"),
  }).toEqual({
    seed,
    status: "completed",
    stopped: [],
  });

  const { git } = repository;
  const filesAt = (commit: string) => git("ls-tree", "-r", "--name-only", commit).split("\n");
  for (const commit of git("reflog", "show", "--format=%H", "overstory/run-001").split("\n")) {
    const files = filesAt(commit);
    for (const pair of [0, 1])
      expect({
        seed,
        commit,
        both: [1, 2].every((half) => files.includes(`pair-${pair}-${half}`)),
      }).toMatchObject({ both: false });
  }
  for (const [n, prompt] of prompts.entries()) {
    const [kind, file = ""] = prompt.split(" ");
    const where =
      kind === "pair" && filesAt("overstory/run-001").includes(`mended-t${n}`) ? `mended-t${n}` : file;
    const lines = git("show", `overstory/run-001:${where}`).split("\n");
    expect({ seed, where, times: lines.filter((line) => line === `t${n}`).length }).toEqual({
      seed,
      where,
      times: 1,
    });
  }
  const merges = await project.client.team.merges({ run: key });
  const refused = merges.filter(({ state }) => state === "conflict" || state === "red");
  const heard = (await Bun.file(told).text()).trim().split("\n");
  for (const { task, conflictFiles, conflictsWith, state } of refused) {
    if (state === "conflict")
      expect({ seed, task, conflictsWith }).toEqual({
        seed,
        task,
        conflictsWith: expect.stringMatching(/^RUN-001\/t\d+ \(SESSION-\d+\)$/),
      });
    expect(heard).toContain(`${task}|overstory/run-001|${conflictFiles.join(" ")}`);
  }
  const mergedOnce = git("log", "--first-parent", "--merges", "--format=%s", "overstory/run-001").split("\n");
  expect({ seed, mergedOnce: mergedOnce.toSorted() }).toEqual({
    seed,
    mergedOnce: run.tasks.map(({ key: task, title }) => `Merge ${task}: ${title}`).toSorted(),
  });
  expect(git("fsck", "--no-dangling", "--strict")).toBe("");
  await until(
    "nothing is left behind",
    () =>
      git("worktree", "list").split("\n").length === 1 && git("for-each-ref", "refs/overstory/merge") === "",
  );
  if (process.env.OVERSTORY_TEST_BRANCHES)
    console.log({
      seed,
      branches: BRANCHES,
      kills: KILLS,
      refusals: refused.length,
      sessions: run.tasks.flatMap(({ sessions }) => sessions).length,
      tookMs,
    });
}, 300_000);
