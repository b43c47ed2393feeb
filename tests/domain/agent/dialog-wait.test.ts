import { expect, test } from "bun:test";
import { attentionOf, reasonOf } from "../../../src/domain/agent/dialog-wait.ts";

test("each kind of dialog is a wait that people know", () => {
  const whats = ["permission", "trust", "login", "question", "other"] as const;
  expect(whats.map((what) => attentionOf({ what }))).toEqual([
    "permission",
    "permission",
    "auth",
    "question",
    "question",
  ]);
});

test("the reason names the line that answers it: from outside only where it is understood", () => {
  const dialog = { what: "trust", text: "Do you trust\nthis folder?", options: [] } as const;
  expect(reasonOf(dialog, "SESSION-001")).toBe("Do you trust this folder? (overstory attach SESSION-001)");
  const options = [{ label: "Yes", means: "allow", keys: ["Enter"] }] as const;
  expect(reasonOf({ ...dialog, text: "", options }, "SESSION-001")).toBe(
    "its screen asks something (overstory answer SESSION-001)",
  );
});
