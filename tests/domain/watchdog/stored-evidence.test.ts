import { expect, test } from "bun:test";
import { readEvidence } from "../../../src/domain/watchdog/stored-evidence.ts";
import { judge } from "../../../src/domain/watchdog/verdict.ts";
import { evidence, NOW, POLICY, WALL } from "./evidence-samples.ts";

test("evidence of an earlier version lacks what that did not know", () => {
  const { turn: _turn, mark: _mark, movements, ...known } = evidence();
  const { transcript: _transcript, ...before } = movements;
  const openTools = [{ name: "Bash", openedAt: NOW, permittedMs: 5 }];
  const read = readEvidence(JSON.parse(JSON.stringify({ ...known, movements: before, openTools })));
  expect(read).toEqual(evidence({ openTools: [{ id: null, name: "Bash", openedAt: NOW, permittedMs: 5 }] }));
  expect(judge(read, POLICY, { observed: NOW, wall: WALL }).rule).toBe("open_tool");
});

test("evidence of this version is what it was", () => {
  const known = evidence({ turn: "working", mark: { text: "a", seenAt: NOW } });
  expect(readEvidence(known)).toEqual(known);
});
