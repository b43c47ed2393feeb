import { expect, test } from "bun:test";
import { TestProject } from "../../support/daemon.ts";
import { overstory } from "../support/cli.ts";

const change = (text: string) => `echo ${text} > shared; git add shared; git commit -qm ${text}`;
const untilMerged = "until git rev-parse -q --verify overstory/run-001^2 > /dev/null; do sleep 0.02; done";

test("a refused merge is shown with both sides, and is queued anew once a person has resolved it", async () => {
  await using project = await TestProject.start();
  const { repository, client } = project;
  const cwd = repository.path;
  expect((await overstory(cwd, "merge", "list")).stdout).toBe("nothing was to be merged yet\n");
  const { key } = await project.run({
    tasks: [
      { id: "a", command: change("one") },
      { id: "b", command: `${change("two")}; ${untilMerged}` },
      { id: "c", command: "sleep 1000" },
    ],
  });
  await project.told("merge.conflict");
  const list = await overstory(cwd, "merge", "list", "--run", key);
  expect(list.stdout).toMatch(/MERGE-001 +RUN-001\/a +merged/);
  expect(list.stdout).toMatch(/MERGE-002 +RUN-001\/b +conflict/);
  const shown = await overstory(cwd, "merge", "show", "MERGE-002");
  expect(shown.stdout).toContain("other side  RUN-001/a (SESSION-001)\n");
  expect(shown.stdout).toContain("conflict in shared\n");
  const early = await overstory(cwd, "merge", "cancel", "MERGE-002");
  expect(early).toMatchObject({
    exitCode: 1,
    stderr: "error: MERGE-002 is in conflict; only what is queued can be cancelled\n",
  });
  const conflicts = await overstory(cwd, "conflicts");
  expect(conflicts.stdout).toBe("RUN-001/b (SESSION-002) and overstory/run-001\n  shared\n");

  const tree = `${project.paths.worktrees}/run-001/b`;
  Bun.spawnSync(["sh", "-c", "git merge -q overstory/run-001; echo both > shared; git commit -qam both"], {
    cwd: tree,
  });
  const retried = await overstory(cwd, "merge", "retry", "MERGE-002", "--json");
  expect(JSON.parse(retried.stdout).merge).toMatchObject({ key: "MERGE-002", target: "overstory/run-001" });
  await project.told("merge.merged", ({ task }) => task === "b");
  expect(repository.git("show", "overstory/run-001:shared")).toBe("both");
  expect((await overstory(cwd, "conflicts")).stdout).toBe("what is committed so far goes together\n");
  await client.stopRun(key, true);
}, 60_000);

test("what does not exist is named with where to look", async () => {
  await using project = await TestProject.start();
  expect(await overstory(project.repository.path, "merge", "show", "MERGE-9")).toMatchObject({
    exitCode: 1,
    stderr: 'error: there is no merge "MERGE-9"\n  overstory merge list lists them\n',
  });
});
