import { expect, test } from "bun:test";
import { mailQuestionCondition } from "../../../src/domain/alerting/mail-conditions.ts";

const mail = {
  key: "MAIL-004",
  sender: "SESSION-002",
  name: "api",
  type: "question",
  subject: "may it go?",
} as const;

test("a question to the operator is an alert that says who asks what, and how to answer", () => {
  expect(mailQuestionCondition(mail)).toEqual({
    cause: "mail_question:MAIL-004",
    kind: "mail_question",
    severity: "warning",
    subject: "SESSION-002",
    message: "api asks: may it go?",
    hint: 'overstory mail read MAIL-004, then: overstory mail reply MAIL-004 "…"',
  });
  expect(mailQuestionCondition({ ...mail, type: "approval" }).message).toBe(
    "api asks for an approval: may it go?",
  );
  expect(mailQuestionCondition({ ...mail, type: "escalation" }).message).toBe("api needs you: may it go?");
});
