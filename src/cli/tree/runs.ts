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
    summary: "Start a run of a goal or a plan, and follow it to its end",
    load: () => import("../commands/run/start.ts").then((module) => module.run),
    takesArguments: true,
    children: [
      {
        name: "list",
        summary: "List runs",
        load: () => import("../commands/run/list.ts").then((module) => module.runList),
      },
      {
        name: "show",
        summary: "Show a run: its plan, what each task waits for, what it has used",
        load: () => import("../commands/run/show.ts").then((module) => module.runShow),
      },
      {
        name: "approve",
        summary: "Have the plan of a run carried out",
        load: () => import("../commands/run/change.ts").then((module) => module.runApprove),
      },
      {
        name: "hold",
        summary: "Begin no session of a run until it is resumed",
        load: () => import("../commands/run/change.ts").then((module) => module.runHold),
      },
      {
        name: "resume",
        summary: "Go on with a run that is held, or that failed",
        load: () => import("../commands/run/change.ts").then((module) => module.runResume),
      },
      {
        name: "cancel",
        summary: "End a run: its sessions end, nothing new starts",
        load: () => import("../commands/run/change.ts").then((module) => module.runCancel),
      },
    ],
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
  {
    name: "merge",
    summary: "See and change what is to be merged",
    children: [
      {
        name: "list",
        summary: "List what waits, what was merged and what was refused",
        load: () => import("../commands/merge/list.ts").then((module) => module.mergeList),
      },
      {
        name: "show",
        summary: "Show both sides of a merge and what checked it",
        load: () => import("../commands/merge/show.ts").then((module) => module.mergeShow),
      },
      {
        name: "retry",
        summary: "Queue a refused merge anew",
        load: () => import("../commands/merge/change.ts").then((module) => module.mergeRetry),
      },
      {
        name: "cancel",
        summary: "Take a merge out of the queue",
        load: () => import("../commands/merge/change.ts").then((module) => module.mergeCancel),
      },
    ],
  },
  {
    name: "conflicts",
    summary: "Show which open branches do not go together",
    load: () => import("../commands/conflicts.ts").then((module) => module.conflicts),
  },
  {
    name: "receipt",
    summary: "Tell what proves that work was done, or what is missing",
    load: () => import("../commands/team/receipt.ts").then((module) => module.receipt),
  },
  {
    name: "spawn",
    summary: "Have a task done by another agent of your run",
    load: () => import("../commands/team/spawn.ts").then((module) => module.spawn),
  },
  {
    name: "children",
    summary: "List what you have had done by others",
    load: () => import("../commands/team/children.ts").then((module) => module.children),
  },
  {
    name: "done",
    summary: "Say that your task is done",
    load: () => import("../commands/team/done.ts").then((module) => module.done),
  },
  {
    name: "plan-ready",
    summary: "Say that the plan of your run can be looked at",
    load: () => import("../commands/team/plan-ready.ts").then((module) => module.planReady),
  },
];
