import { expect, test } from "bun:test";
import { MOST_A_MINUTE, MOST_ASKED, refuseMail } from "../../src/domain/mail-rules.ts";

const facts = { sender: "SESSION-001", sentLastMinute: 0, asked: 0 };

test("a session may send so much in a minute, and ask so much without an answer", () => {
  expect(refuseMail({ ...facts, sentLastMinute: MOST_A_MINUTE - 1, asked: MOST_ASKED })).toBeNull();
  expect(refuseMail({ ...facts, sentLastMinute: MOST_A_MINUTE })?.message).toContain("SESSION-001 has sent");
  expect(refuseMail({ ...facts, asked: MOST_ASKED + 1 })?.message).toContain("wait for an answer");
});
