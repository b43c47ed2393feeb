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
