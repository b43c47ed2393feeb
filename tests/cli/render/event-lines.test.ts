import { expect, test } from "bun:test";
import { journalLine } from "../../../src/cli/render/event-lines.ts";
import { columnsOf } from "../../../src/cli/render/text.ts";
import { dateAndTime } from "../../../src/cli/render/words.ts";
import { eventView, plainScreen } from "../support/views.ts";

const event = eventView({
  kind: "worktree.removed",
  task: "lexer",
  session: "SESSION-001",
  data: { key: "x", branch: "b", none: null },
});

test("a line of the journal has time, kind, all it is about, and its data", () => {
  expect(journalLine(event, plainScreen(120))).toBe(
    `${dateAndTime(event.at)}  worktree.removed        RUN-001 lexer SESSION-001       branch=b`,
  );
});

test("it fits the screen", () => {
  expect(columnsOf(journalLine(event, plainScreen(60)))).toBeLessThanOrEqual(60);
});
