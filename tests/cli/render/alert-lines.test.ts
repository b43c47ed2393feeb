import { expect, test } from "bun:test";
import { alertLines } from "../../../src/cli/render/alert-lines.ts";
import { columnsOf } from "../../../src/cli/render/text.ts";
import { alertView, deliveryView, plainScreen } from "../support/views.ts";

const NOW = Date.parse("2026-01-31T12:04:10.000Z");
const local = (iso: string) => new Date(iso).toTimeString().slice(0, 8);
const lines = (change: Parameters<typeof alertView>[0], columns = 200) =>
  alertLines([alertView(change)], plainScreen(columns), NOW);

test("an open alert says how bad, how long, about what, what to do, and who was told", () => {
  const deliveries = [
    deliveryView({ sink: "slack", answer: "HTTP 200" }),
    deliveryView({ sink: "pager", state: "pending", attempts: 3, answer: "HTTP 503", sentAt: null }),
    deliveryView({ sink: "tmux", state: "failed", answer: "no terminal is attached", sentAt: null }),
    deliveryView({ sink: "ntfy", state: "pending", attempts: 0, sentAt: null }),
    deliveryView({ sink: "webhook", state: "dropped", sentAt: null }),
  ];
  const at = `2026-01-31 ${local("2026-01-31T12:00:00Z")}`;
  expect(lines({ deliveries })).toEqual([
    "ALERT-001  critical  for 4m 10s  RUN-001/parser  exited with 1",
    "  overstory logs SESSION-001",
    `  told: slack sent ${at} (HTTP 200) · pager failing: HTTP 503; again ${at} · tmux failed: no terminal is attached · ntfy waits until ${at}`,
  ]);
});

test("of a sink only the newest telling is shown", () => {
  const deliveries = [
    deliveryView({ telling: 1, answer: "HTTP 200" }),
    deliveryView({ telling: 2, news: "repeated", state: "failed", answer: "HTTP 404", sentAt: null }),
  ];
  expect(lines({ deliveries }).at(-1)).toBe("  told: webhook failed: HTTP 404");
});

test("what is acknowledged or resolved says so; what is over needs no advice", () => {
  expect(lines({ state: "acknowledged" })[0]).toContain("critical  acknowledged, for 4m 10s");
  const over = lines({ state: "resolved", resolvedAt: "2026-01-31T12:04:00.000Z", resolvedBy: "gone" });
  expect(over).toEqual([
    `ALERT-001  critical  resolved (gone) 2026-01-31 ${local("2026-01-31T12:04:00Z")}  RUN-001/parser  exited with 1`,
  ]);
});

test("no line is wider than the screen, and nothing of an alert reaches the terminal but text", () => {
  const evil = `\x1b[2Jevil\x07${"x".repeat(200)}`;
  for (const line of lines({ subject: evil, message: evil, hint: evil }, 60)) {
    expect(columnsOf(line)).toBeLessThanOrEqual(60);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(line).not.toMatch(/[\x00-\x1f\x7f]/);
  }
});

test("on a narrow screen nothing of an alert is lost: it goes on in further lines", () => {
  const message = "ended by the watchdog because nothing moved; saved as refs/overstory/wip/SESSION-001/1";
  const answer = "no terminal is attached to an agent";
  const deliveries = [deliveryView({ sink: "tmux", state: "failed", answer, sentAt: null })];
  expect(lines({ message, deliveries }, 40)).toEqual([
    "ALERT-001  critical  for 4m 10s",
    "  RUN-001/parser  ended by the watchdog",
    "  because nothing moved; saved as",
    "  refs/overstory/wip/SESSION-001/1",
    "  overstory logs SESSION-001",
    "  told: tmux failed: no terminal is",
    "    attached to an agent",
  ]);
});
