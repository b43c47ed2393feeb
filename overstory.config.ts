import { defineConfig } from "overstory";

// The configuration of this repository itself. Every field is optional; the values are the defaults.
export default defineConfig({
  maxAgents: 4,
  runtime: "shell",
  role: "builder",
  gates: [],
  gateTimeout: "10m",
  timeout: null,
  restart: { type: "transient", max: 2, within: "10m", lifetime: 10, backoff: "1s" },
  shell: { command: null },
  worktrees: { folder: null, keep: "stopped" },
  logCapKib: 5120,
  stopGrace: "5s",
  env: { pass: [], set: {} },
  watchdog: {
    mode: "act",
    stale: "10m",
    interval: "2m",
    boot: "2m",
    tool: "1h",
    cpuShare: 0.02,
    top: "terminate",
    nudge: null,
    triage: null,
    runtimes: {},
    roles: {},
  },
  alerts: { sinks: [{ type: "tmux", severity: "warning" }], remindAfter: "1h", quiet: null },
  schedules: [],
  retention: { events: "90d", logs: "30d", worktrees: null, watchLog: "90d", alerts: "90d" },
  backup: { cron: "17 3 * * *", timezone: null, keep: 7 },
});
