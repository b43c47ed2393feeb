import { expect, test } from "bun:test";
import { hintOf } from "../../../src/cli/render/live-hints.ts";
import { eventView } from "../support/views.ts";

const question = {
  key: "MAIL-003",
  from: "SESSION-002",
  to: "operator",
  type: "question",
  subject: "may I?",
};

test("what waits for a person comes with the command that answers it", () => {
  expect(hintOf(eventView({ kind: "mail.sent", data: question }))).toBe(
    'overstory mail read MAIL-003, then: overstory mail reply MAIL-003 "…"',
  );
  expect(hintOf(eventView({ kind: "run.plan_proposed", run: "RUN-001" }))).toBe(
    "overstory run show RUN-001, then: overstory run approve RUN-001",
  );
  const waits = { kind: "session.attention", session: "SESSION-002" } as const;
  expect(hintOf(eventView({ ...waits, data: { attention: "permission" } }))).toBe(
    "overstory answer SESSION-002",
  );
});

test("nothing is suggested where a person can do nothing, or has nothing to do", () => {
  const waits = { kind: "session.attention", session: "SESSION-002" } as const;
  expect(hintOf(eventView({ ...waits, data: { attention: "limited" } }))).toBeUndefined();
  expect(hintOf(eventView({ ...waits, data: { attention: null } }))).toBeUndefined();
  expect(hintOf(eventView({ kind: "mail.sent", data: { ...question, to: "@parent" } }))).toBeUndefined();
  expect(hintOf(eventView({ kind: "run.plan_approved", run: "RUN-001" }))).toBeUndefined();
});
