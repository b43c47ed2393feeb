import { expect, test } from "bun:test";
import { chooseNext, composeMessage } from "../../../src/domain/alerting/message.ts";
import { due, HOUR, NOW } from "./samples.ts";

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => due({ key: `ALERT-${n}` }, { alertId: `${n}` }));
const OVER = { state: "resolved", resolvedAt: NOW + HOUR, resolvedBy: "gone", goneAt: NOW + HOUR } as const;
const BRIEFLY = { ...OVER, resolvedAt: NOW + 5000, goneAt: NOW + 5000 };

test("a few are told one by one, more are told together", () => {
  expect(chooseNext(many(5)).next).toHaveLength(1);
  expect(chooseNext(many(6)).next).toHaveLength(6);
});

test("what was sent together is sent together again, before anything else", () => {
  const begun = [due({}, { messageId: "m1", attempts: 1 }), due({}, { messageId: "m1", attempts: 1 })];
  const { next } = chooseNext([...many(20), ...begun, due({}, { messageId: "m2" })]);
  expect(next).toEqual(begun);
});

test.each([
  ["what was over within seconds", due(BRIEFLY)],
  ["what a person resolved", due({ ...OVER, resolvedBy: "operator" })],
  [
    "a task whose run has ended, which tells of it",
    due({ ...OVER, severity: "critical", resolvedBy: "run ended" }),
  ],
  ["a test that is over", due({ ...OVER, kind: "test" }, { attempts: 3 })],
  [
    "a reminder of what was acknowledged meanwhile",
    due({ state: "acknowledged" }, { news: "repeated", telling: 2 }),
  ],
  ["that something is over that goes on", due({}, { news: "resolved", telling: 2 })],
])("nobody is told any more of %s", (_, one) => {
  expect(chooseNext([one])).toEqual({ next: [], dropped: [one] });
});

test.each([
  ["what was over after a while", due(OVER), "resolved"],
  ["what was critical, however briefly", due({ ...BRIEFLY, severity: "critical" }), "resolved"],
  ["what may have been told already", due(BRIEFLY, { attempts: 1 }), "resolved"],
  ["what was acknowledged before its first telling", due({ state: "acknowledged" }), "raised"],
  ["a reminder", due({}, { news: "repeated", telling: 2 }), "repeated"],
] as const)("people are told of %s", (_, one, news) => {
  const { next } = chooseNext([one]);
  expect(next).toEqual([one]);
  expect(composeMessage(next, "repo", null).alerts[0]?.news).toBe(news);
});

test("a message has the id of its telling, or its own when it tells of several", () => {
  expect(composeMessage([due({ key: "ALERT-007" }, { telling: 2 })], "repo", null).id).toBe("ALERT-007/2");
  const { id, alerts } = composeMessage(many(2), "repo", "m1");
  expect([id, ...alerts.map((told) => told.id)]).toEqual(["m1", "ALERT-0/1", "ALERT-1/1"]);
});
