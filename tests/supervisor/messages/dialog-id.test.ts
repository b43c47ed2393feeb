import { expect, test } from "bun:test";
import type { Dialog } from "../../../src/domain/agent/screen-reading.ts";
import { dialogId } from "../../../src/supervisor/messages/dialog-id.ts";

const DIALOG: Dialog = {
  what: "permission",
  text: "Run rm -rf build?",
  options: [{ label: "Yes", means: "allow", keys: ["1"] }],
};

test("a dialog keeps its id while it says the same, also in a pane of another width", () => {
  const id = dialogId(DIALOG);
  expect(id).toMatch(/^[a-z0-9]{8}$/);
  expect(dialogId({ ...DIALOG, text: "Run rm -rf\nbuild?" })).toBe(id);
});

test.each<[string, Partial<Dialog>]>([
  ["text", { text: "Run rm -rf /?" }],
  ["kind", { what: "question" }],
  ["choices", { options: [{ label: "Yes, always", means: "always", keys: ["1"] }] }],
])("another %s is another dialog", (_, change) => {
  expect(dialogId({ ...DIALOG, ...change })).not.toBe(dialogId(DIALOG));
});
