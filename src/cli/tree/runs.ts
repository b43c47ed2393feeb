import type { CommandEntry } from "../command.ts";

/** From a plan to its result. */
export const RUN_COMMANDS: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "Write a commented overstory.config.ts",
    load: () => import("../commands/init.ts").then((module) => module.init),
  },
  {
    name: "run",
    summary: "Start a run from a plan and follow it to its end",
    load: () => import("../commands/run/start.ts").then((module) => module.run),
  },
  {
    name: "follow",
    summary: "Follow a run that goes on, until it ends",
    load: () => import("../commands/run/follow.ts").then((module) => module.follow),
  },
  {
    name: "status",
    summary: "Show what needs you, how runs progress, and what each session does",
    load: () => import("../commands/status.ts").then((module) => module.status),
  },
];
