import { expect, test } from "bun:test";
import { parseConfig } from "../../src/config.ts";
import { createSinks } from "../../src/sinks/registry.ts";

test("each configured sink has its name, or its type's, and its severity; only webhooks hear that something is over", () => {
  const url = "http://127.0.0.1:1/";
  const { alerts } = parseConfig(
    {
      alerts: {
        sinks: [
          { type: "tmux" },
          { type: "webhook", url, name: "pager", severity: "critical" },
          { type: "slack", url },
          { type: "discord", url },
          { type: "ntfy", url, severity: "info" },
          { type: "desktop" },
          { type: "command", command: "true" },
        ],
      },
    },
    "test",
  );
  const sinks = createSinks(alerts.sinks, { showMessage: async () => 0, clock: Date.now });
  expect(sinks.map(({ name, severity, tellsResolutions }) => [name, severity, tellsResolutions])).toEqual([
    ["tmux", "warning", false],
    ["pager", "critical", true],
    ["slack", "warning", false],
    ["discord", "warning", false],
    ["ntfy", "info", false],
    ["desktop", "warning", false],
    ["command", "warning", false],
  ]);
});
