import { expect, test } from "bun:test";
import fc from "fast-check";
import { rollBack } from "../../../src/compat/engine/roll-back.ts";
import { countRows } from "../../../src/domain/import/report.ts";
import { findBreaches } from "../../../src/store/import-checks.ts";
import { addSession } from "../../store/fixture.ts";
import { testSeed } from "../../support/random.ts";
import { importHouse } from "./fixture.ts";
import {
  activityRecord,
  openRecord,
  reject,
  runRecord,
  sessionRecord,
  sprintRecord,
  T0,
  type TestRow,
  taskRecord,
} from "./memory-format.ts";

/** Few, so that they collide, and some that nothing has. */
const id = fc.constantFrom("1", "2", "3", "ghost");
const name = fc.constantFrom("ares", "hera", "here before");
const time = fc.integer({ min: T0, max: T0 + 1000 });
const refTo = <K extends string>(kind: K) => fc.option(id.map((one) => ({ kind, id: one })));
const someone = fc.option(
  fc.oneof(
    id.map((one) => ({ id: one })),
    name.map((one) => ({ name: one })),
  ),
);

const session = fc
  .record({
    id,
    name,
    formerKey: fc.constantFrom(null, "SESSION-001", "SESSION-002", "old"),
    run: refTo("run"),
    parent: someone,
    currentTask: refTo("task"),
    startedAt: time,
    lastActivityAt: time,
    attention: fc.constantFrom(null, "paused" as const),
    frames: fc.array(
      fc.record({
        kind: fc.constantFrom("project", "sprint", "task", "subtask"),
        ref: refTo("task"),
        pushedAt: time,
      }),
      { maxLength: 3 },
    ),
  })
  .map((change) => change as Partial<ReturnType<typeof sessionRecord>>);

const row: fc.Arbitrary<TestRow> = fc.oneof(
  session.map((change) => openRecord("", change)),
  session.map((change) => sessionRecord("", change)),
  fc
    .record({
      id,
      formerKey: fc.constantFrom(null, "A", "TASK-002"),
      status: fc.constantFrom("todo", "underway", "underway", "complete", "paused"),
      run: refTo("run"),
      sprint: refTo("sprint"),
      parent: refTo("task"),
      holder: someone,
      closedAt: fc.option(time),
    })
    .map((change) => taskRecord("", change as Partial<ReturnType<typeof taskRecord>>)),
  fc
    .record({ id, status: fc.constantFrom("active", "completed"), endedAt: fc.option(time) })
    .map((change) => runRecord("", change as Partial<ReturnType<typeof runRecord>>)),
  id.map((one) => sprintRecord(one)),
  fc
    .record({ task: refTo("task"), sprint: refTo("sprint") })
    .chain((change) => id.map((one) => activityRecord(one, "did", change))),
  fc.tuple(id, id).map(([one, other]) => ({
    kind: "dependency" as const,
    task: { kind: "task" as const, id: one },
    dependsOn: { kind: "task" as const, id: other },
  })),
  fc.constant(reject("x", "is broken")),
  id.map((one) => ({ kind: "extra" as const, belongsTo: { kind: "session" as const, id: one } })),
);

test("whatever is imported: every row is accounted for, every invariant holds, and a rollback leaves what was before", async () => {
  const seed = testSeed();
  using house = importHouse();
  addSession(house.store, { name: "here before" });
  const before = house.hash();
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 25 }), async (rows) => {
      const { report, record } = await house.take(rows, { lenient: true });
      expect(countRows(report.rows)).toBe(rows.length);
      expect(findBreaches(house.db, record?.id ?? "")).toEqual([]);
      await rollBack(house.store, record?.key ?? "", "refuse");
      expect(house.hash()).toBe(before);
    }),
    { seed, numRuns: 40 },
  );
}, 60_000);
