import { describe, expect, test } from "bun:test";
import {
  findSprint,
  insertSprint,
  isClosed,
  listSprints,
  moveSprint,
  requireSprint,
} from "../../src/store/sprints.ts";
import { errorOf, START, testStore } from "./fixture.ts";

const twoSprints = () => {
  const test = testStore();
  const sprints = test.store.writeNow((tx) =>
    ["first", "second"].map((title) => insertSprint(tx, { title, goal: "ship" })),
  );
  return { test, ids: sprints.map(({ id }) => id) };
};

describe("a sprint", () => {
  test("is found by id and by key, in any case", () => {
    const { test, ids } = twoSprints();
    using _ = test;
    const [id = ""] = ids;
    expect(requireSprint(test.db, "sprint-001")).toMatchObject({
      id,
      title: "first",
      goal: "ship",
      status: "planned",
    });
    expect(findSprint(test.db, id)?.key).toBe("SPRINT-001");
    expect(errorOf(() => requireSprint(test.db, "SPRINT-009")).code).toBe("not_found");
  });

  test("goes from planned to active and to its end, and nowhere from there", () => {
    const { test, ids } = twoSprints();
    using _ = test;
    const [first = "", second = ""] = ids;
    const move = (id: string, ...change: ["active" | "complete" | "cancelled", { summary: string }?]) =>
      test.store.writeNow((tx) => moveSprint(tx, id, ...change));
    expect(move(first, "active")).toMatchObject({ status: "active", closedAt: null });
    expect(errorOf(() => move(first, "active")).message).toBe(
      "SPRINT-001 is active; it cannot become active",
    );
    const done = move(first, "complete", { summary: "done" });
    expect(done).toMatchObject({ status: "complete", summary: "done", closedAt: START });
    expect(isClosed(done)).toBe(true);
    expect(errorOf(() => move(first, "cancelled")).code).toBe("conflict");
    expect(move(second, "cancelled").status).toBe("cancelled");
  });

  test("that is closed is listed only when all are asked for", () => {
    const { test, ids } = twoSprints();
    using _ = test;
    test.store.writeNow((tx) => moveSprint(tx, ids[0] ?? "", "cancelled"));
    const keys = (all: boolean) => listSprints(test.db, { all }).map(({ key }) => key);
    expect([keys(false), keys(true)]).toEqual([["SPRINT-002"], ["SPRINT-001", "SPRINT-002"]]);
  });
});
