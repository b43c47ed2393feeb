/** What `init` writes: every field with its default. */
export const CONFIG_TEMPLATE = `import { defineConfig } from "overstory";

// Every field is optional; the values below are the defaults. Check changes with: overstory config check, and then:
// overstory daemon restart (agents go on meanwhile).
export default defineConfig({
  // Sessions of one run that work at the same time.
  maxAgents: 4,

  // What a task gets that names none itself, and what coordinates a goal: "claude", "codex", … or "shell", any command.
  runtime: "shell",
  role: "builder",
  // Commands that must exit with 0 in the worktree before work is merged: ["bun test", "bun run lint"]
  gates: [],
  gateTimeout: "10m",
  // How long one attempt may take; null for no limit.
  timeout: null,
  // After an attempt that ended badly. type: "permanent" (always again), "transient" (after a bad end), "temporary" (never).
  // More than max restarts within that time, or lifetime in all, and the task is put into quarantine.
  restart: { type: "transient", max: 2, within: "10m", lifetime: 10, backoff: "1s" },

  // Command of shell tasks that have a prompt but no command; it finds the prompt in $OVERSTORY_PROMPT.
  shell: { command: null },
  // How agents are started; overstory runtimes lists them. claude, codex, opencode, gemini and pi need no entry.
  // permissions, for all or by role: "read" (change nothing), "ask" (a person, before anything else), "edit" (change files of
  // the worktree unasked; committing is a command, and is asked) or "full" (everything, also outside of the worktree and on the
  // network, without asking anyone). Roles that are not named get "full", scout and reviewer "read".
  //   claude: { model: "opus", permissions: { default: "full", reviewer: "read" } }
  //   work: { like: "claude", env: { CLAUDE_CONFIG_DIR: "/home/me/.claude-work" } }          // a second account
  //   mine: { command: "mine", args: ["--yes"], ready: "^> ", busy: "esc to stop", dialog: "Allow\\\\?" }   // a CLI of your own
  runtimes: {},

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

  // What roles are told and may do: { reviewer: { permissions: "read", instructions: "roles/reviewer.md" } }. overstory role list
  roles: {},
  // What agents of one run may do together: how deep they may spawn, how many tasks they may make, when mail is a loop,
  // and at which part of its budget a run is warned.
  team: { maxDepth: 2, maxTasks: 200, maxTasksPerMinute: 30, maxMailsBetween: 60, warnAt: 0.8 },
  // No new agent while the machine is fuller than that: load average for each core, available memory.
  host: { maxLoad: 8, minMemoryMib: 512 },
  // Gates on the merged result (null: those of its tasks), what makes its work tree ready for them, branches checked
  // together, who gets a conflict first ("author", "merger" or "person") and how often before it is a person's.
  merge: { gates: null, setup: [], batch: 8, conflicts: "author", tries: 2 },
  // Worktrees kept ready for the next task.
  pool: { most: 4, maxMib: 4096, keep: "3d" },

  // How sessions are watched. A session of which nothing moves climbs a ladder: warn, nudge, escalate, terminate.
  watchdog: {
    // "act", "shadow" (record the steps and take none) or "off" (judge only).
    mode: "act",
    // How long nothing may move before a session counts as stalled, and between two steps of the ladder.
    stale: "10m",
    interval: "2m",
    // How long a session may take to come to life.
    boot: "2m",
    // How long an announced tool call may be silent that has no limit of its own.
    tool: "1h",
    // Part of one core above which a silent process tree is at work.
    cpuShare: 0.02,
    // The last step that may be taken.
    top: "terminate",
    // What is typed into a session that stands still, if its screen takes instructions; null for nothing.
    nudge: null,
    // Asked at escalate: { command: "./triage.sh", deadline: "30s", perMinute: 4 } gets the evidence as JSON on its stdin
    // and prints retry, extend or terminate.
    triage: null,
    // What is different for a runtime or a role: { reviewer: { stale: "30m" } }. The role comes before the runtime.
    runtimes: {},
    roles: {},
  },

  // What is asked before work counts as done. What is in require blocks, the rest only warns:
  // "summary", "updates", "subtasks", "gates", "commits", "clean_tree", "estimate".
  completion: {
    // Characters that a summary should have, and updates that should be logged.
    summaryLength: 20,
    updates: 2,
    require: ["summary", "subtasks", "gates", "clean_tree"],
  },

  // What agents are told to do next, by situation; null for nothing. What is left out is built in. A step is said when the
  // placeholder in when is not empty ("!held": when it is); placeholders in commands are quoted by themselves.
  //   "task.claimed": [{ when: "subtask", text: "Begin with {{subtaskTitle}}", command: "overstory task activate {{subtask}}" }]
  instructions: {},

  // When work can be taken up where a session left it: by the age of its last activity, its errors and its phase.
  resume: { maxAge: "30m", maxErrors: 3, phases: ["approval", "investigating", "planning"] },

  alerts: {
    // Where alerts go; severity is the least that goes there: "info", "warning" or "critical".
    //   { type: "desktop" }                           notify-send, or osascript on macOS
    //   { type: "webhook", url, secret }              JSON, signed with the secret
    //   { type: "slack", url }, { type: "discord", url }
    //   { type: "ntfy", url: "https://ntfy.sh/my-topic", token }
    //   { type: "command", command: "./tell.sh" }     the alert as JSON on its stdin
    sinks: [{ type: "tmux", severity: "warning" }],
    // When an alert that nobody acknowledged is told again; null for never.
    remindAfter: "1h",
    // Alerts below critical wait until morning: { from: "22:00", to: "07:00", timezone: "Europe/Berlin" }
    quiet: null,
  },

  // Runs at cron times: { name: "nightly", cron: "0 2 * * *", timezone: null, plan: "nightly.yaml", overlap: "skip" }.
  // overlap, while the run before is active: "skip", "queue" or "allow".
  schedules: [],

  // How long what is over is kept; null for always.
  retention: { events: "90d", logs: "30d", worktrees: null, watchLog: "90d", alerts: "90d" },

  // Copies of the database; null for none.
  backup: { cron: "17 3 * * *", timezone: null, keep: 7 },

  // How long rows of imported systems are kept as they were, beside what became of them; null for always.
  imports: { keepRaw: "30d" },
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
