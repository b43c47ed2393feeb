import type { CommandEntry } from "../command.ts";

/** Work: tasks and sprints, what a session works on, what it says of itself. */
export const WORK_COMMANDS: readonly CommandEntry[] = [
  {
    name: "task",
    summary: "Tasks: make them, take them, finish them",
    children: [
      {
        name: "create",
        summary: "Make a task",
        load: () => import("../commands/task/create.ts").then((module) => module.taskCreate),
      },
      {
        name: "list",
        summary: "List tasks, the most urgent first",
        load: () => import("../commands/task/list.ts").then((module) => module.taskList),
      },
      {
        name: "show",
        summary: "Show everything known about one task",
        load: () => import("../commands/task/show.ts").then((module) => module.taskShow),
      },
      {
        name: "edit",
        summary: "Change what a task says",
        load: () => import("../commands/task/edit.ts").then((module) => module.taskEdit),
      },
      {
        name: "claim",
        summary: "Take a task: it is underway",
        load: () => import("../commands/task/change.ts").then((module) => module.taskClaim),
      },
      {
        name: "activate",
        summary: "Take a task, or go to a subtask of the one in hand",
        load: () => import("../commands/task/change.ts").then((module) => module.taskActivate),
      },
      {
        name: "deactivate",
        summary: "Put a task aside, or complete it",
        load: () => import("../commands/task/complete.ts").then((module) => module.taskDeactivate),
      },
      {
        name: "complete",
        summary: "Say that a task is done, by its checks",
        load: () => import("../commands/task/complete.ts").then((module) => module.taskComplete),
      },
      {
        name: "abort",
        summary: "Say that a task will not be done",
        load: () => import("../commands/task/change.ts").then((module) => module.taskAbort),
      },
      {
        name: "block",
        summary: "Say that a task cannot go on for now",
        load: () => import("../commands/task/change.ts").then((module) => module.taskBlock),
      },
      {
        name: "pause",
        summary: "Put a task aside",
        load: () => import("../commands/task/change.ts").then((module) => module.taskPause),
      },
      {
        name: "review",
        summary: "Say that a task is done but for a look",
        load: () => import("../commands/task/change.ts").then((module) => module.taskReview),
      },
      {
        name: "reopen",
        summary: "Let a task be taken again",
        load: () => import("../commands/task/change.ts").then((module) => module.taskReopen),
      },
      {
        name: "handoff",
        summary: "Give a task to another session",
        load: () => import("../commands/task/change.ts").then((module) => module.taskHandoff),
      },
      {
        name: "check",
        summary: "Tell what is missing before a task is done",
        load: () => import("../commands/task/check.ts").then((module) => module.taskCheck),
      },
    ],
  },
  {
    name: "sprint",
    summary: "Sprints: groups of tasks",
    children: [
      {
        name: "create",
        summary: "Make a sprint",
        load: () => import("../commands/sprint/create.ts").then((module) => module.sprintCreate),
      },
      {
        name: "list",
        summary: "List sprints",
        load: () => import("../commands/sprint/list.ts").then((module) => module.sprintList),
      },
      {
        name: "show",
        summary: "Show one sprint and its tasks",
        load: () => import("../commands/sprint/show.ts").then((module) => module.sprintShow),
      },
      {
        name: "activate",
        summary: "Work on a sprint",
        load: () => import("../commands/sprint/change.ts").then((module) => module.sprintActivate),
      },
      {
        name: "deactivate",
        summary: "Take a sprint off the stack",
        load: () => import("../commands/sprint/change.ts").then((module) => module.sprintDeactivate),
      },
      {
        name: "complete",
        summary: "Say that a sprint is done, by its checks",
        load: () => import("../commands/sprint/change.ts").then((module) => module.sprintComplete),
      },
      {
        name: "cancel",
        summary: "Say that a sprint will not be done",
        load: () => import("../commands/sprint/change.ts").then((module) => module.sprintCancel),
      },
      {
        name: "check",
        summary: "Tell what is missing before a sprint is done",
        load: () => import("../commands/sprint/check.ts").then((module) => module.sprintCheck),
      },
    ],
  },
  {
    name: "context",
    summary: "What a session works on, as a stack",
    children: [
      {
        name: "show",
        summary: "Show the stack",
        load: () => import("../commands/context/change.ts").then((module) => module.contextShow),
      },
      {
        name: "push",
        summary: "Put a sprint, a task or a subtask on it",
        load: () => import("../commands/context/change.ts").then((module) => module.contextPush),
      },
      {
        name: "pop",
        summary: "Take off what is on top",
        load: () => import("../commands/context/change.ts").then((module) => module.contextPop),
      },
      {
        name: "clear",
        summary: "Take off everything but the project",
        load: () => import("../commands/context/change.ts").then((module) => module.contextClear),
      },
    ],
  },
  {
    name: "update",
    summary: "Record how the work goes",
    load: () => import("../commands/activity/record.ts").then((module) => module.update),
  },
  {
    name: "note",
    summary: "Record something to remember",
    load: () => import("../commands/activity/record.ts").then((module) => module.note),
  },
  {
    name: "artifact",
    summary: "What the work made",
    children: [
      {
        name: "add",
        summary: "Record a file that the work made",
        load: () => import("../commands/activity/record.ts").then((module) => module.artifactAdd),
      },
    ],
  },
  {
    name: "log",
    summary: "Print what sessions did",
    load: () => import("../commands/activity/log.ts").then((module) => module.log),
  },
  {
    name: "phase",
    summary: "Declare what a session does now",
    load: () => import("../commands/phase/phase.ts").then((module) => module.phase),
  },
  {
    name: "approve",
    summary: "Agree to what a session asks",
    load: () => import("../commands/phase/decide.ts").then((module) => module.approve),
  },
  {
    name: "reject",
    summary: "Refuse what a session asks",
    load: () => import("../commands/phase/decide.ts").then((module) => module.reject),
  },
  {
    name: "resume-check",
    summary: "Tell whether work can go on where a session left it",
    load: () => import("../commands/phase/resume-check.ts").then((module) => module.resumeCheck),
  },
  {
    name: "hook",
    summary: "For programs that hand work to agents of their own",
    children: [
      {
        name: "pre-delegate",
        summary: "Tell whether work should go on where it was left",
        load: () => import("../commands/hook/hooks.ts").then((module) => module.hookPreDelegate),
      },
      {
        name: "subagent-stop",
        summary: "Settle a session by the exit code of its agent",
        load: () => import("../commands/hook/hooks.ts").then((module) => module.hookSubagentStop),
      },
    ],
  },
  {
    name: "metrics",
    summary: "Show how the work goes, in figures",
    load: () => import("../commands/metrics.ts").then((module) => module.metrics),
  },
];
