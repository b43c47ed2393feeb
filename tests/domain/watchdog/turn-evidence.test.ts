import { expect, test } from "bun:test";
import { withTurn } from "../../../src/domain/watchdog/turn-evidence.ts";
import { evidence, NOW } from "./evidence-samples.ts";

const tool = { id: "1", name: "Bash", openedAt: NOW, permittedMs: 5 };
const known = evidence({ turn: "working", openTools: [tool] });
const turn = (change: object) => ({ state: "idle" as const, count: 1, background: 0, ...change });
const free = { currentTaskId: null };

test("an agent whose turn is over is idle, and no tool of it is open", () => {
  expect(withTurn(known, turn({}), free)).toEqual({ ...known, turn: "idle", openTools: [] });
});

test.each([
  ["in its turn", turn({ state: "working" }), free],
  ["that starts", turn({ state: "starting", count: 0 }), free],
  ["that left something going on", turn({ background: 1 }), free],
  ["whose first prompt has not come to it", turn({ count: 0 }), { currentTaskId: "task" }],
])("an agent %s has to move", (_, row, session) => {
  expect(withTurn(known, row, session)).toBe(known);
  expect(withTurn(evidence(), row, session).turn).toBe("working");
});

test("of one that tells nothing of its turns what it reported stands", () => {
  expect(withTurn(known, null, free)).toBe(known);
});
