import { expect, spyOn, test } from "bun:test";
import { viewSession, viewSessions } from "../../../src/api/views/session-view.ts";
import { viewSprint, viewSprints } from "../../../src/api/views/sprint-view.ts";
import { viewWorkTask, viewWorkTasks } from "../../../src/api/views/task-view.ts";
import { OPERATOR } from "../../../src/domain/caller.ts";
import { projectPaths } from "../../../src/paths.ts";
import { listSessions } from "../../../src/store/sessions.ts";
import { listSprints } from "../../../src/store/sprints.ts";
import { findTasks } from "../../../src/store/task-list.ts";
import { Keeping } from "../../work/keeping.ts";

/** Sessions that hold tasks, and have handed off others, in two sprints; every task but the first waits for the one before. */
async function fill(work: Keeping): Promise<void> {
  const sprints = [
    await work.sprints.create(OPERATOR, { title: "Spring" }),
    await work.sprints.create(OPERATOR, { title: "Summer" }),
  ];
  for (let n = 0; n < 6; n++) {
    const session = await work.start(`worker-${n}`);
    const task = await work.add(`task ${n}`, {
      sprint: sprints[n % 2]?.key ?? null,
      ...(n > 0 && { dependsOn: [`TASK-${String(2 * n - 1).padStart(3, "0")}`] }),
    });
    await work.add(`part of ${n}`, { parent: task.key });
    await work.change(session, task, "claim", { force: true });
    if (n % 3 === 0) await work.change(session, task, "handoff", { to: (await work.start(`heir-${n}`)).key });
  }
}

const NOW = Date.UTC(2026, 1, 1);

test("each line of a list says what is said of one, and a longer list asks no more of the database", async () => {
  using work = new Keeping();
  await fill(work);
  const { db } = work;
  const paths = projectPaths("/repo", "/repo/.git");
  const [tasks, sessions] = [findTasks(db, { all: true }), listSessions(db)];
  const sprints = listSprints(db, { all: true });
  expect([tasks.length, sessions.length, sprints.length]).toEqual([12, 8, 2]);
  // Of one alone it is also said what its agent is told, which may be long.
  const alone = tasks.map((task) => {
    const { prompt, command, ...rest } = viewWorkTask(db, task);
    expect([prompt, command]).toEqual([task.spec.prompt, task.spec.command]);
    return rest;
  });
  expect(viewWorkTasks(db, tasks)).toEqual(alone);
  expect(viewSessions(db, paths, sessions, NOW)).toEqual(
    sessions.map((one) => viewSession(db, paths, one, NOW)),
  );
  expect(viewSprints(db, sprints)).toEqual(sprints.map((one) => viewSprint(db, one)));
  expect(viewWorkTasks(db, tasks)[0]).toMatchObject({
    key: "TASK-001",
    sprint: "SPRINT-001",
    session: { key: "SESSION-002", name: "heir-0" },
    subtasks: [{ key: "TASK-002" }],
    history: [{ session: "SESSION-001" }, { session: "SESSION-002", releasedAt: null }],
  });
  const asked = spyOn(db, "query");
  viewWorkTasks(db, tasks);
  viewSessions(db, paths, sessions, NOW);
  viewSprints(db, sprints);
  expect(asked).toHaveBeenCalledTimes(7);
});
