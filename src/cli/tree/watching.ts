import type { CommandEntry } from "../command.ts";

/** What overstory has seen and said. */
export const WATCHING_COMMANDS: readonly CommandEntry[] = [
  {
    name: "watchdog",
    summary: "See how right the watchdog is, and try other thresholds",
    children: [
      {
        name: "log",
        summary: "Show what it found and did",
        load: () => import("../commands/watchdog/log.ts").then((module) => module.watchdogLog),
      },
      {
        name: "replay",
        summary: "Show what other thresholds would have done differently",
        load: () => import("../commands/watchdog/replay.ts").then((module) => module.watchdogReplay),
      },
      {
        name: "mark-wrong",
        summary: "Say that steps were wrong",
        load: () => import("../commands/watchdog/mark-wrong.ts").then((module) => module.watchdogMarkWrong),
      },
      {
        name: "precision",
        summary: "Show how many steps of each rule were right",
        load: () => import("../commands/watchdog/precision.ts").then((module) => module.watchdogPrecision),
      },
    ],
  },
  {
    name: "alerts",
    summary: "List what people should know, and how they were told",
    load: () => import("../commands/alerts/list.ts").then((module) => module.alerts),
    children: [
      {
        name: "ack",
        summary: "Say that you have seen alerts: no reminders",
        load: () => import("../commands/alerts/change.ts").then((module) => module.alertsAck),
      },
      {
        name: "resolve",
        summary: "Say that alerts are dealt with",
        load: () => import("../commands/alerts/change.ts").then((module) => module.alertsResolve),
      },
      {
        name: "test",
        summary: "Send a test through the sinks",
        load: () => import("../commands/alerts/test-sinks.ts").then((module) => module.alertsTest),
      },
    ],
  },
  {
    name: "events",
    summary: "Print the journal of everything that happened",
    load: () => import("../commands/events.ts").then((module) => module.events),
  },
];
