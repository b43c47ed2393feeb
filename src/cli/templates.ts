/** What `init` writes: every field with its default. */
export const CONFIG_TEMPLATE = `import { defineConfig } from "overstory";

// Every field is optional; the values below are the defaults. Check changes with: overstory config check
export default defineConfig({
  // Sessions of one run that work at the same time.
  maxAgents: 4,

  // What a task gets that names none itself.
  runtime: "shell",
  role: "builder",
  // Commands that must exit with 0 in the worktree before work is merged: ["bun test", "bun run lint"]
  gates: [],
  gateTimeout: "10m",
  // How long one attempt may take; null for no limit.
  timeout: null,
  // After an attempt that ended badly. type: "permanent" (always again), "transient" (after a bad end), "temporary" (never).
  restart: { type: "transient", max: 2, backoff: "1s" },

  // Command of shell tasks that have a prompt but no command; it finds the prompt in $OVERSTORY_PROMPT.
  shell: { command: null },

  worktrees: {
    // null for ../<repository>.worktrees
    folder: null,
    // Which stay after a task: those of "stopped" tasks, or "all".
    keep: "stopped",
  },

  // Size at which a session's output.log starts anew; the one before it is kept.
  logCapKib: 5120,
  // How long an agent may take to end when asked to, before it is killed.
  stopGrace: "5s",

  env: {
    // Further variables that agents get from the daemon's environment; a * at the end stands for any rest.
    pass: [],
    // Variables that agents get with these values.
    set: {},
  },
});
`;

/** What \`init --plan\` writes: it runs as it is, in any repository. */
export const PLAN_TEMPLATE = `# Start it with: overstory run --plan plan.yaml
goal: Try overstory

# maxAgents: 4                # sessions that work at the same time
# into: main                  # branch that gets the result when every task is complete

defaults:
  restart: { type: transient, max: 2, backoff: 1s }
  # timeout: 30m              # how long one attempt may take
  # gates: ["bun test"]       # must exit with 0 before work is merged

tasks:
  - id: notes
    title: Write notes
    # A shell task works in its own worktree and commits what it made.
    command: |
      echo "first note" > notes.txt
      git add notes.txt && git commit -m "Add notes"
    gates: ["test -s notes.txt"]

  - id: index
    title: List the notes
    dependsOn: [notes]        # starts from a tree that holds their merged work
    command: ls *.txt > index.txt
    autoCommit: true          # commit what the command leaves
`;
