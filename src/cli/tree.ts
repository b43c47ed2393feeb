import type { CommandEntry } from "./command.ts";

/** Every command there is, in the order of its help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "Write a commented overstory.config.ts",
    load: () => import("./commands/init.ts").then((module) => module.init),
  },
  {
    name: "run",
    summary: "Start a run from a plan and follow it to its end",
    load: () => import("./commands/run.ts").then((module) => module.run),
  },
  {
    name: "follow",
    summary: "Follow a run that goes on, until it ends",
    load: () => import("./commands/follow.ts").then((module) => module.follow),
  },
  {
    name: "status",
    summary: "Show what needs you, how runs progress, and what each session does",
    load: () => import("./commands/status.ts").then((module) => module.status),
  },
  {
    name: "sessions",
    summary: "List sessions",
    load: () => import("./commands/sessions.ts").then((module) => module.sessions),
  },
  {
    name: "session",
    summary: "Look at one session",
    children: [
      {
        name: "show",
        summary: "Show everything known about one session",
        load: () => import("./commands/session-show.ts").then((module) => module.sessionShow),
      },
    ],
  },
  {
    name: "why",
    summary: "Tell what a session's state rests on, and what happens next",
    load: () => import("./commands/why.ts").then((module) => module.why),
  },
  {
    name: "logs",
    summary: "Print what a session wrote to its terminal",
    load: () => import("./commands/logs.ts").then((module) => module.logs),
  },
  {
    name: "attach",
    summary: "Open a session's terminal in this one",
    load: () => import("./commands/attach.ts").then((module) => module.attach),
  },
  {
    name: "send",
    summary: "Type text into a session's terminal",
    load: () => import("./commands/send.ts").then((module) => module.send),
  },
  {
    name: "stop",
    summary: "Stop a session or a run, saving its work",
    load: () => import("./commands/stop.ts").then((module) => module.stop),
  },
  {
    name: "rescue",
    summary: "List and restore uncommitted work that was saved",
    children: [
      {
        name: "list",
        summary: "List saved work",
        load: () => import("./commands/rescue-list.ts").then((module) => module.rescueList),
      },
      {
        name: "show",
        summary: "Show the files or the changes of saved work",
        load: () => import("./commands/rescue-show.ts").then((module) => module.rescueShow),
      },
      {
        name: "restore",
        summary: "Bring saved work back, in a worktree",
        load: () => import("./commands/rescue-restore.ts").then((module) => module.rescueRestore),
      },
    ],
  },
  {
    name: "limits",
    summary: "Show which agents are held back by a limit",
    load: () => import("./commands/limits.ts").then((module) => module.limits),
    children: [
      {
        name: "lift",
        summary: "Begin sessions of a group again before its time",
        load: () => import("./commands/limits-lift.ts").then((module) => module.limitsLift),
      },
    ],
  },
  {
    name: "signal",
    summary: "Tell what an agent does; for agents and their hooks",
    children: [
      {
        name: "progress",
        summary: "It moves",
        load: () => import("./commands/signal.ts").then((module) => module.signalProgress),
      },
      {
        name: "tool-start",
        summary: "It begins something that may be silent for a while",
        load: () => import("./commands/signal.ts").then((module) => module.signalToolStart),
      },
      {
        name: "tool-end",
        summary: "That is done",
        load: () => import("./commands/signal.ts").then((module) => module.signalToolEnd),
      },
      {
        name: "wait",
        summary: "It waits for a person",
        load: () => import("./commands/signal.ts").then((module) => module.signalWait),
      },
      {
        name: "limited",
        summary: "It has reached a limit",
        load: () => import("./commands/signal.ts").then((module) => module.signalLimited),
      },
      {
        name: "working",
        summary: "What it waited for is over",
        load: () => import("./commands/signal.ts").then((module) => module.signalWorking),
      },
    ],
  },
  {
    name: "watchdog",
    summary: "See how right the watchdog is, and try other thresholds",
    children: [
      {
        name: "log",
        summary: "Show what it found and did",
        load: () => import("./commands/watchdog-log.ts").then((module) => module.watchdogLog),
      },
      {
        name: "replay",
        summary: "Show what other thresholds would have done differently",
        load: () => import("./commands/watchdog-replay.ts").then((module) => module.watchdogReplay),
      },
      {
        name: "mark-wrong",
        summary: "Say that steps were wrong",
        load: () => import("./commands/watchdog-mark-wrong.ts").then((module) => module.watchdogMarkWrong),
      },
      {
        name: "precision",
        summary: "Show how many steps of each rule were right",
        load: () => import("./commands/watchdog-precision.ts").then((module) => module.watchdogPrecision),
      },
    ],
  },
  {
    name: "alerts",
    summary: "List what people should know, and how they were told",
    load: () => import("./commands/alerts.ts").then((module) => module.alerts),
    children: [
      {
        name: "ack",
        summary: "Say that you have seen alerts: no reminders",
        load: () => import("./commands/alerts-change.ts").then((module) => module.alertsAck),
      },
      {
        name: "resolve",
        summary: "Say that alerts are dealt with",
        load: () => import("./commands/alerts-change.ts").then((module) => module.alertsResolve),
      },
      {
        name: "test",
        summary: "Send a test through the sinks",
        load: () => import("./commands/alerts-test.ts").then((module) => module.alertsTest),
      },
    ],
  },
  {
    name: "events",
    summary: "Print the journal of everything that happened",
    load: () => import("./commands/events.ts").then((module) => module.events),
  },
  {
    name: "daemon",
    summary: "Start, stop and look at the daemon",
    children: [
      {
        name: "start",
        summary: "Start the daemon unless it runs",
        load: () => import("./commands/daemon-start.ts").then((module) => module.daemonStart),
      },
      {
        name: "stop",
        summary: "Stop the daemon; agents go on",
        load: () => import("./commands/daemon-stop.ts").then((module) => module.daemonStop),
      },
      {
        name: "restart",
        summary: "Stop the daemon and start it anew; agents go on",
        load: () => import("./commands/daemon-restart.ts").then((module) => module.daemonRestart),
      },
      {
        name: "status",
        summary: "Tell whether the daemon runs",
        load: () => import("./commands/daemon-status.ts").then((module) => module.daemonStatus),
      },
      {
        name: "run",
        summary: "Run the daemon in the foreground",
        load: () => import("./commands/daemon-run.ts").then((module) => module.daemonRun),
      },
    ],
  },
  {
    name: "service",
    summary: "Have the system start the daemon and look after it",
    children: [
      {
        name: "install",
        summary: "Run the daemon as a service of yours, and watch it",
        load: () => import("./commands/service-install.ts").then((module) => module.serviceInstall),
      },
      {
        name: "uninstall",
        summary: "Stop the service and forget it; agents go on",
        load: () => import("./commands/service-uninstall.ts").then((module) => module.serviceUninstall),
      },
      {
        name: "status",
        summary: "Tell whether the daemon runs as a service",
        load: () => import("./commands/service-status.ts").then((module) => module.serviceStatus),
      },
    ],
  },
  {
    name: "schedule",
    summary: "Look at scheduled runs",
    children: [
      {
        name: "list",
        summary: "Show when each is due next, and what became of it last",
        load: () => import("./commands/schedule-list.ts").then((module) => module.scheduleList),
      },
      {
        name: "run",
        summary: "Start a run of it now",
        load: () => import("./commands/schedule-run.ts").then((module) => module.scheduleRun),
      },
    ],
  },
  {
    name: "backup",
    summary: "Copy the database now",
    load: () => import("./commands/backup.ts").then((module) => module.backup),
    children: [
      {
        name: "list",
        summary: "List the copies of the database",
        load: () => import("./commands/backup-list.ts").then((module) => module.backupList),
      },
    ],
  },
  {
    name: "import",
    summary: "Take in what an earlier system left",
    load: () => import("./commands/import/import.ts").then((module) => module.importCommand),
    takesArguments: true,
    children: [
      {
        name: "list",
        summary: "List what was imported",
        load: () => import("./commands/import/import-list.ts").then((module) => module.importList),
      },
      {
        name: "show",
        summary: "Show what came of an import, or find rows of its source",
        load: () => import("./commands/import/import-show.ts").then((module) => module.importShow),
      },
      {
        name: "rollback",
        summary: "Take an import back",
        load: () => import("./commands/import/import-rollback.ts").then((module) => module.importRollback),
      },
      {
        name: "suggestions",
        summary: "List links that are likely and not certain",
        load: () =>
          import("./commands/import/import-suggestions.ts").then((module) => module.importSuggestions),
      },
      {
        name: "apply-suggestion",
        summary: "Do what a suggestion says",
        load: () =>
          import("./commands/import/import-apply-suggestion.ts").then(
            (module) => module.importApplySuggestion,
          ),
      },
    ],
  },
  {
    name: "db",
    summary: "Look after the database",
    children: [
      {
        name: "status",
        summary: "Tell where it is, how large, and of which schema",
        load: () => import("./commands/db/db-status.ts").then((module) => module.dbStatus),
      },
      {
        name: "verify",
        summary: "Check that it is whole",
        load: () => import("./commands/db/db-verify.ts").then((module) => module.dbVerify),
      },
      {
        name: "backup",
        summary: "Copy it now",
        load: () => import("./commands/db/db-backup.ts").then((module) => module.dbBackup),
      },
      {
        name: "restore",
        summary: "Put a copy in its place; what is replaced is kept",
        load: () => import("./commands/db/db-restore.ts").then((module) => module.dbRestore),
      },
    ],
  },
  {
    name: "config",
    summary: "Look at the configuration",
    children: [
      {
        name: "check",
        summary: "Check overstory.config.ts without starting anything",
        load: () => import("./commands/config-check.ts").then((module) => module.configCheck),
      },
    ],
  },
  {
    name: "doctor",
    summary: "Check that everything overstory needs is there",
    load: () => import("./commands/doctor.ts").then((module) => module.doctor),
  },
  {
    name: "demo",
    summary: "Watch a whole run in a throwaway repository",
    load: () => import("./commands/demo.ts").then((module) => module.demo),
  },
  {
    name: "completions",
    summary: "Print a completion script for a shell",
    children: [
      {
        name: "bash",
        summary: "for bash, in ~/.bashrc",
        load: () => import("./commands/completions.ts").then((module) => module.bashCompletions),
      },
      {
        name: "zsh",
        summary: "for zsh, in ~/.zshrc after compinit",
        load: () => import("./commands/completions.ts").then((module) => module.zshCompletions),
      },
      {
        name: "fish",
        summary: "for fish, in config.fish",
        load: () => import("./commands/completions.ts").then((module) => module.fishCompletions),
      },
    ],
  },
];
