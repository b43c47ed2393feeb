import type { Situation } from "./situations.ts";
import type { StepTemplate, Template } from "./template.ts";

const nextSubtask: StepTemplate = {
  when: "subtask",
  text: "Take its next open subtask (of {{openSubtasks}}), {{subtaskTitle}}",
  command: "overstory task activate {{subtask}}",
};
const logUpdates: StepTemplate = {
  when: "fewUpdates",
  text: "Log what you do as you do it ({{fewUpdates}} updates are recommended)",
  command: 'overstory update "…"',
};
const check: StepTemplate = {
  when: "active",
  text: "See what is asked before {{active}} is done",
  command: "overstory task check {{active}}",
};
const complete: StepTemplate = {
  when: "active",
  text: "When it is done, say what was done",
  command: 'overstory task complete {{active}} --summary "…"',
};
const takeNext: StepTemplate = {
  when: "next",
  text: "Take the next task, {{nextTitle}}",
  command: "overstory task claim {{next}}",
};
const listTasks: StepTemplate = {
  when: "!next",
  text: "See what tasks there are",
  command: "overstory task list",
};
const endSession: StepTemplate = {
  when: "free",
  text: "When there is nothing more to do, end the session",
  command: 'overstory session end --summary "…"',
};
const endAgent: StepTemplate = { when: "idle", text: "End: there is nothing more for {{idle}} to do" };
const goOn: StepTemplate = {
  when: "held",
  text: "Go on with {{active}}, {{activeTitle}}",
  command: "overstory task show {{active}}",
};
const afterwards: StepTemplate = {
  when: "run",
  text: "When your work is committed, end: gates and merge follow by themselves",
};

const asking: Template = [
  {
    when: "question",
    text: "Wait for a person to answer: {{question}}",
    command: "overstory phase approval --wait",
  },
  { when: "question", text: "Or end here: whoever goes on gets the answer and all that you kept" },
  {
    when: "approved",
    text: "It was approved ({{approved}}); carry it out",
    command: "overstory phase executing",
  },
  {
    when: "rejected",
    text: "It was rejected ({{rejected}}); make another plan",
    command: "overstory phase planning",
  },
];

const work: Template = [nextSubtask, logUpdates, check, complete];
const findWork: Template = [goOn, takeNext, endSession, endAgent];

/** What is said where a project says nothing else. Situations without an entry get `default`. */
export const BUILT_IN: Partial<Record<Situation, Template>> & { default: Template } = {
  default: [goOn, ...work, takeNext, endSession, endAgent],
  "session.started": [goOn, takeNext, listTasks],
  "session.paused": [{ text: "Go on when you are back", command: "overstory session resume {{session}}" }],
  "session.resumed": [
    { text: "See where you left off", command: "overstory context show" },
    goOn,
    { when: "!held", text: "See what was done so far", command: "overstory log --session {{session}}" },
  ],
  "session.ended": [{ text: "Begin another", command: "overstory session start" }],
  "task.created": [
    { text: "Take it", command: "overstory task claim {{task}}", when: "!held" },
    {
      text: "Make it a part of a larger task",
      command: "overstory task edit {{task}} --parent …",
      when: "held",
    },
  ],
  "task.claimed": [
    {
      when: "active",
      text: "Read what {{active}}, {{activeTitle}}, asks for",
      command: "overstory task show {{active}}",
    },
    ...work,
  ],
  "task.completed": [
    {
      when: "active",
      text: "Go on with {{active}}, {{activeTitle}}",
      command: "overstory task show {{active}}",
    },
    nextSubtask,
    takeNext,
    endSession,
  ],
  "task.declared": [afterwards],
  "task.blocked": [
    {
      when: "reason",
      text: "{{task}} waits until this is gone: {{reason}}",
      command: "overstory task reopen {{task}}",
    },
    ...findWork,
  ],
  "task.paused": [{ text: "Take it up again", command: "overstory task activate {{task}}" }, takeNext],
  "task.aborted": findWork,
  "task.review": [
    {
      text: "When it was looked at: finish it, or reopen it",
      command: 'overstory task complete {{task}} --summary "…"',
    },
    ...findWork,
  ],
  "task.handed_off": findWork,
  "task.reopened": [{ when: "!held", text: "Take it", command: "overstory task claim {{task}}" }, goOn],
  "context.changed": [{ text: "See the whole stack", command: "overstory context show" }, ...work],
  "sprint.activated": [
    goOn,
    takeNext,
    {
      when: "!next",
      text: "Give {{sprintTitle}} a task",
      command: 'overstory task create "…" --sprint {{sprint}}',
    },
  ],
  "sprint.completed": findWork,
  "phase.investigating": [
    { text: "Keep what you find out", command: 'overstory note "…"' },
    { text: "When you know enough", command: "overstory phase planning" },
  ],
  "phase.planning": [
    { text: "Keep the plan with the session", command: "overstory artifact add PATH" },
    { text: "Ask a person before you carry it out", command: "overstory phase approval" },
    { text: "Or, where nobody has to be asked, begin", command: "overstory phase executing" },
  ],
  "phase.executing": [
    ...work,
    { text: "When it is all there, test it", command: "overstory phase validating" },
  ],
  "phase.validating": [check, complete],
  "phase.completed": [complete, afterwards, endSession],
  "phase.failed": [
    {
      when: "held",
      text: "Say what stands in the way",
      command: 'overstory task block {{held}} --reason "…"',
    },
    endSession,
  ],
  "phase.abandoned": [
    { when: "held", text: "Give the task back", command: "overstory task pause {{held}}" },
    endSession,
  ],
  "phase.approval": asking,
  "approval.asked": asking,
  "activity.recorded": work,
  "check.failed": [
    {
      text: "Mend what the list above calls missing, then look again",
      command: "overstory task check {{task}}",
      when: "task",
    },
    {
      text: "Where it cannot be mended, say why",
      command: 'overstory task complete {{task}} --force --reason "…"',
      when: "task",
    },
  ],
};
