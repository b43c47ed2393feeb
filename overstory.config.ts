import { defineConfig } from "overstory";

// The configuration of this repository itself. Every field is optional; the values are the defaults.
export default defineConfig({
  maxAgents: 4,
  runtime: "shell",
  role: "builder",
  gates: [],
  gateTimeout: "10m",
  timeout: null,
  restart: { type: "transient", max: 2, backoff: "1s" },
  shell: { command: null },
  worktrees: { folder: null, keep: "stopped" },
  logCapKib: 5120,
  stopGrace: "5s",
  env: { pass: [], set: {} },
});
