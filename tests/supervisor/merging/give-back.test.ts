import { expect, test } from "bun:test";
import { join } from "node:path";
import { TestProject } from "../../support/daemon.ts";

/** An agent that appends to a shared file, and that puts both sides one below the other when it is given a conflict. */
const AGENT = `set -e
if [ -n "$OVERSTORY_CONFLICT_WITH" ]; then
  echo "$OVERSTORY_PREDECESSOR $OVERSTORY_CONFLICT_WITH $OVERSTORY_CONFLICT_FILES" >> ../../../told
  git merge -q "$OVERSTORY_CONFLICT_WITH" || true
  grep -v '^[<=>]\\{7\\}' shared > both; mv both shared
  git add -A; git commit -qm both; exit
fi
echo "$OVERSTORY_TASK" > shared; git add shared; git commit -qm "$OVERSTORY_TASK"
[ "$OVERSTORY_TASK" = a ] || until git rev-parse -q --verify overstory/run-001^2 > /dev/null; do sleep 0.02; done
`;

async function play(
  conflicts: "author" | "merger",
  agent = AGENT,
): Promise<{ project: TestProject; key: string }> {
  const config = { merge: { conflicts }, shell: { command: "sh ../../../agent.sh" } };
  const project = await TestProject.start({ config: `export default ${JSON.stringify(config)};` });
  project.repository.write("../agent.sh", agent);
  const tasks = ["a", "b"].map((id) => ({ id, prompt: `write ${id}` }));
  const { key } = await project.run({ goal: "both", tasks });
  return { project, key };
}

test.each([
  ["author", "builder"],
  ["merger", "merger"],
] as const)(
  "a conflict goes to the %s: a session of the role %s brings both sides together, and they are merged",
  async (conflicts, role) => {
    const { project, key } = await play(conflicts);
    await using _ = project;
    const run = await project.runEnded(key);
    expect(run.status).toBe("completed");
    expect(run.tasks[1]?.sessions).toEqual(["SESSION-002", "SESSION-003"]);
    expect(await project.client.session("SESSION-003")).toMatchObject({ role, predecessor: "SESSION-002" });
    expect(await Bun.file(join(project.repository.folder, "told")).text()).toBe(
      "SESSION-002 overstory/run-001 shared\n",
    );
    expect(project.repository.git("show", "overstory/run-001:shared").split("\n").toSorted()).toEqual([
      "a",
      "b",
    ]);
    expect((await project.told("merge.returned")).data).toMatchObject({
      key: "MERGE-002",
      to: conflicts,
      try: 1,
    });
  },
  60_000,
);

test("an author who leaves a branch as it was given back has done nothing: a person hears which merge it was", async () => {
  const idle = AGENT.replace("  git merge -q", "  exit\n  git merge -q");
  const { project, key } = await play("author", idle);
  await using _ = project;
  const run = await project.runEnded(key);
  expect(run.tasks[1]).toMatchObject({ status: "blocked", stopCode: "unverified" });
  expect(await project.client.session("SESSION-003")).toMatchObject({
    outcome: "unverified",
    reason: "exited with 0, but its branch is as it was when MERGE-002 was refused",
  });
}, 60_000);
