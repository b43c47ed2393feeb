import type { CommandEntry } from "../command.ts";

/** Sessions: to look at them, to talk to their agents, to save their work. */
export const SESSION_COMMANDS: readonly CommandEntry[] = [
  {
    name: "sessions",
    summary: "List sessions",
    load: () => import("../commands/session/list.ts").then((module) => module.sessions),
  },
  {
    name: "session",
    summary: "Keep a session, or look at one",
    children: [
      {
        name: "start",
        summary: "Keep a session yourself, in this terminal",
        load: () => import("../commands/session/start.ts").then((module) => module.sessionStart),
      },
      {
        name: "status",
        summary: "Show the session of this place, and what it works on",
        load: () => import("../commands/session/status.ts").then((module) => module.sessionStatus),
      },
      {
        name: "pause",
        summary: "Let the time of a session stand still",
        load: () => import("../commands/session/change.ts").then((module) => module.sessionPause),
      },
      {
        name: "resume",
        summary: "Go on with a session that is paused or was left behind",
        load: () => import("../commands/session/change.ts").then((module) => module.sessionResume),
      },
      {
        name: "end",
        summary: "End a session that you keep",
        load: () => import("../commands/session/end.ts").then((module) => module.sessionEnd),
      },
      {
        name: "check",
        summary: "Tell what is missing before a session ends well",
        load: () => import("../commands/session/check.ts").then((module) => module.sessionCheck),
      },
      {
        name: "list",
        summary: "List sessions",
        load: () => import("../commands/session/list.ts").then((module) => module.sessionList),
      },
      {
        name: "show",
        summary: "Show everything known about one session",
        load: () => import("../commands/session/show.ts").then((module) => module.sessionShow),
      },
      {
        name: "prune",
        summary: "Remove sessions that are over and that nothing refers to",
        load: () => import("../commands/session/prune.ts").then((module) => module.sessionPrune),
      },
    ],
  },
  {
    name: "why",
    summary: "Tell what a session's state rests on, and what happens next",
    load: () => import("../commands/why.ts").then((module) => module.why),
  },
  {
    name: "logs",
    summary: "Print what a session wrote to its terminal",
    load: () => import("../commands/logs.ts").then((module) => module.logs),
  },
  {
    name: "attach",
    summary: "Open a session's terminal in this one",
    load: () => import("../commands/attach.ts").then((module) => module.attach),
  },
  {
    name: "send",
    summary: "Tell a session's agent something, with a receipt",
    load: () => import("../commands/send.ts").then((module) => module.send),
  },
  {
    name: "messages",
    summary: "List what was said to agents, and how far it has come",
    load: () => import("../commands/messages.ts").then((module) => module.messages),
  },
  {
    name: "answer",
    summary: "Show what a session asks, and answer it",
    load: () => import("../commands/answer.ts").then((module) => module.answer),
  },
  {
    name: "adopt",
    summary: "Take over an agent that you started by hand",
    load: () => import("../commands/adopt.ts").then((module) => module.adopt),
  },
  {
    name: "stop",
    summary: "Stop a session or a run, saving its work",
    load: () => import("../commands/stop.ts").then((module) => module.stop),
  },
  {
    name: "rescue",
    summary: "List and restore uncommitted work that was saved",
    children: [
      {
        name: "list",
        summary: "List saved work",
        load: () => import("../commands/rescue/list.ts").then((module) => module.rescueList),
      },
      {
        name: "show",
        summary: "Show the files or the changes of saved work",
        load: () => import("../commands/rescue/show.ts").then((module) => module.rescueShow),
      },
      {
        name: "restore",
        summary: "Bring saved work back, in a worktree",
        load: () => import("../commands/rescue/restore.ts").then((module) => module.rescueRestore),
      },
    ],
  },
  {
    name: "limits",
    summary: "Show which agents are held back by a limit",
    load: () => import("../commands/limits/list.ts").then((module) => module.limits),
    children: [
      {
        name: "lift",
        summary: "Begin sessions of a group again before its time",
        load: () => import("../commands/limits/lift.ts").then((module) => module.limitsLift),
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
        load: () => import("../commands/signal.ts").then((module) => module.signalProgress),
      },
      {
        name: "tool-start",
        summary: "It begins something that may be silent for a while",
        load: () => import("../commands/signal.ts").then((module) => module.signalToolStart),
      },
      {
        name: "tool-end",
        summary: "That is done",
        load: () => import("../commands/signal.ts").then((module) => module.signalToolEnd),
      },
      {
        name: "wait",
        summary: "It waits for a person",
        load: () => import("../commands/signal.ts").then((module) => module.signalWait),
      },
      {
        name: "limited",
        summary: "It has reached a limit",
        load: () => import("../commands/signal.ts").then((module) => module.signalLimited),
      },
      {
        name: "working",
        summary: "What it waited for is over",
        load: () => import("../commands/signal.ts").then((module) => module.signalWorking),
      },
    ],
  },
  {
    name: "mcp",
    summary: "Offer an agent its commands as MCP tools, on standard input and output",
    load: () => import("../commands/mcp.ts").then((module) => module.mcp),
  },
];
