import { describe, expect, test } from "bun:test";
import type { ReceiptView } from "../../../src/api/contract/receipt.ts";
import { NO_COLOR } from "../../../src/cli/render/palette.ts";
import { receiptLines } from "../../../src/cli/render/receipt-page.ts";
import { columnsOf } from "../../../src/cli/render/text.ts";

const screen = { columns: 80, rows: 24, paint: NO_COLOR };
const receipt = (subject: string, change: Partial<ReceiptView> = {}): ReceiptView => ({
  subject,
  verdict: "proven",
  proofs: [],
  commits: [],
  usage: null,
  parts: [],
  ...change,
});
const outcome = (met: boolean, detail: string) => ({ name: "outcome", met, detail });
const first = receipt("SESSION-001", {
  verdict: "unproven",
  proofs: [outcome(false, "failed: exited with 1"), { name: "commits", met: true, detail: "1 commit" }],
});
const second = receipt("SESSION-002", { proofs: [outcome(true, "success: exited with 0")] });
const task = receipt("RUN-001/api", {
  proofs: [
    { name: "status", met: true, detail: "complete" },
    { name: "merge", met: null, detail: "not queued" },
  ],
  commits: [{ id: "a".repeat(40), subject: "Add the API" }],
  usage: { inputTokens: 1200, outputTokens: 34, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0.5 },
  parts: [first, second],
});

describe("the page of a receipt", () => {
  test("shows every proof of a task with its commits, and of its sessions what is missing", () => {
    expect(receiptLines(task, screen)).toEqual([
      "✓ RUN-001/api proven  1.2k tokens in, 34 out, $0.50",
      "  ✓ status  complete",
      "  ? merge   not queued",
      "    aaaaaaaaa Add the API",
      "  ✗ SESSION-001 unproven",
      "    ✗ outcome  failed: exited with 1",
      "  ✓ SESSION-002 proven",
    ]);
  });

  test("shows a session with all of its proofs when that is what was asked for", () => {
    expect(receiptLines(second, screen)).toEqual([
      "✓ SESSION-002 proven",
      "  ✓ outcome  success: exited with 0",
    ]);
  });

  test("shows the tasks of a run below it", () => {
    const run = receipt("RUN-001", { verdict: "unproven", parts: [task] });
    expect(receiptLines(run, screen).slice(0, 2)).toEqual([
      "✗ RUN-001 unproven",
      "  ✓ RUN-001/api proven  1.2k tokens in, 34 out, $0.50",
    ]);
  });

  test("fits 80 columns, and what comes from outside is inert", () => {
    const commits = [{ id: "b".repeat(40), subject: `\x1b]0;title\x07${"long ".repeat(40)}` }];
    const lines = receiptLines({ ...second, commits, proofs: [outcome(true, "words ".repeat(40))] }, screen);
    expect(lines.every((line) => columnsOf(line) <= 80)).toBe(true);
    expect(lines.join("")).not.toContain("\x1b");
  });
});
