import type { CommandEntry } from "../command.ts";

/** The daemon and all around it. */
export const HOUSE_COMMANDS: readonly CommandEntry[] = [
  {
    name: "daemon",
    summary: "Start, stop and look at the daemon",
    children: [
      {
        name: "start",
        summary: "Start the daemon unless it runs",
        load: () => import("../commands/daemon/start.ts").then((module) => module.daemonStart),
      },
      {
        name: "stop",
        summary: "Stop the daemon; agents go on",
        load: () => import("../commands/daemon/stop.ts").then((module) => module.daemonStop),
      },
      {
        name: "restart",
        summary: "Stop the daemon and start it anew; agents go on",
        load: () => import("../commands/daemon/restart.ts").then((module) => module.daemonRestart),
      },
      {
        name: "status",
        summary: "Tell whether the daemon runs",
        load: () => import("../commands/daemon/status.ts").then((module) => module.daemonStatus),
      },
      {
        name: "run",
        summary: "Run the daemon in the foreground",
        load: () => import("../commands/daemon/run.ts").then((module) => module.daemonRun),
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
        load: () => import("../commands/service/install.ts").then((module) => module.serviceInstall),
      },
      {
        name: "uninstall",
        summary: "Stop the service and forget it; agents go on",
        load: () => import("../commands/service/uninstall.ts").then((module) => module.serviceUninstall),
      },
      {
        name: "status",
        summary: "Tell whether the daemon runs as a service",
        load: () => import("../commands/service/status.ts").then((module) => module.serviceStatus),
      },
    ],
  },
  {
    name: "clean",
    summary: "Show which worktrees are done with, and remove them",
    load: () => import("../commands/team/clean.ts").then((module) => module.clean),
  },
  {
    name: "disk",
    summary: "Show what overstory takes of the disk",
    load: () => import("../commands/team/disk.ts").then((module) => module.disk),
  },
  {
    name: "schedule",
    summary: "Look at scheduled runs",
    children: [
      {
        name: "list",
        summary: "Show when each is due next, and what became of it last",
        load: () => import("../commands/schedule/list.ts").then((module) => module.scheduleList),
      },
      {
        name: "run",
        summary: "Start a run of it now",
        load: () => import("../commands/schedule/run.ts").then((module) => module.scheduleRun),
      },
    ],
  },
  {
    name: "backup",
    summary: "Copy the database now",
    load: () => import("../commands/backup/make.ts").then((module) => module.backup),
    children: [
      {
        name: "list",
        summary: "List the copies of the database",
        load: () => import("../commands/backup/list.ts").then((module) => module.backupList),
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
        load: () => import("../commands/config/check.ts").then((module) => module.configCheck),
      },
    ],
  },
  {
    name: "doctor",
    summary: "Check that everything overstory needs is there",
    load: () => import("../commands/doctor.ts").then((module) => module.doctor),
  },
  {
    name: "role",
    summary: "Look at what agents are told and may do, by role",
    children: [
      {
        name: "list",
        summary: "List the roles, and what each may do",
        load: () => import("../commands/role/list.ts").then((module) => module.roleList),
      },
      {
        name: "show",
        summary: "Show a role, and what its agents are told",
        load: () => import("../commands/role/show.ts").then((module) => module.roleShow),
      },
    ],
  },
  {
    name: "runtimes",
    summary: "List the kinds of agents, and what each can do",
    load: () => import("../commands/runtimes.ts").then((module) => module.runtimes),
  },
  {
    name: "demo",
    summary: "Watch a whole run in a throwaway repository",
    load: () => import("../commands/demo.ts").then((module) => module.demo),
  },
  {
    name: "completions",
    summary: "Print a completion script for a shell",
    children: [
      {
        name: "bash",
        summary: "for bash, in ~/.bashrc",
        load: () => import("../commands/completions.ts").then((module) => module.bashCompletions),
      },
      {
        name: "zsh",
        summary: "for zsh, in ~/.zshrc after compinit",
        load: () => import("../commands/completions.ts").then((module) => module.zshCompletions),
      },
      {
        name: "fish",
        summary: "for fish, in config.fish",
        load: () => import("../commands/completions.ts").then((module) => module.fishCompletions),
      },
    ],
  },
];
