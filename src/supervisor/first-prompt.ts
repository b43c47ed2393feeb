import type { AgentMode } from "../domain/agent/permissions.ts";
import type { Approval } from "../domain/approval.ts";
import { describeRefusal, type Refusal } from "../domain/refusal.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";

/** What the first prompt of an agent depends on. */
export interface Occasion {
  task: Task | null;
  branch: string | null;
  /** The session whose work it goes on with. */
  predecessor: Pick<Session, "reason"> | null;
  /** It goes on with the conversation in which that one was told its task. */
  isResumed: boolean;
  /** It is the CLI of a model: it is told how its work is taken, and any other program nothing but its task. */
  isModel: boolean;
  /** What its role tells it, where its runtime has no other way to do that. */
  instructions: string | null;
  mode: AgentMode;
  /** A person began the conversation, and it goes on where it was. */
  isAdopted: boolean;
  /** The work was done before and could not be merged. */
  refusal: Refusal | null;
  /** What was asked for last in this work. */
  approval: Pick<Approval, "question" | "decision" | "note"> | null;
  /** What a person wrote to that one which may have died with it, oldest first. */
  written: readonly string[];
}

/** What an agent is told first. */
export function firstPrompt(occasion: Occasion): string {
  const { task, isResumed, isModel, instructions } = occasion;
  const work = task === null ? "" : (task.spec.prompt ?? task.title);
  if (isResumed) {
    const notes = [...interruption(occasion), ...answer(occasion), "Go on with your task."];
    return [`[overstory] ${notes.join(" ")}`, ...writing(occasion)].join("\n\n");
  }
  if (!isModel || work === "") return work;
  const notes = [...inheritance(occasion), ...answer(occasion), ...rules(occasion)].join(" ");
  const role = instructions === null ? "" : `${instructions}\n\n# Your task\n\n`;
  return [`${role}${work}`, `[overstory] ${notes}`, ...writing(occasion)].join("\n\n");
}

/** A CLI keeps what it is told in the middle of a turn to itself until the turn lets it in. */
const writing = ({ written }: Occasion): string[] =>
  written.length === 0
    ? []
    : ["[overstory] A person wrote this meanwhile, and it may not have reached the work:", ...written];

const interruption = ({ predecessor, refusal }: Occasion): string[] => [
  ...(refusal ? [describeRefusal(refusal)] : [interrupted(predecessor)]),
  "Your worktree is as you left it.",
];

const interrupted = (predecessor: Occasion["predecessor"]): string =>
  predecessor?.reason ? `You were interrupted (${predecessor.reason}).` : "You were interrupted.";

const inheritance = ({ predecessor, refusal }: Occasion): string[] => [
  ...(predecessor === null
    ? []
    : [
        "Another agent has begun this task before you: go on from what it left in this worktree and on this branch.",
      ]),
  ...(refusal ? [describeRefusal(refusal)] : []),
];

function answer({ approval }: Occasion): string[] {
  if (!approval?.decision) return [];
  const note = approval.note === null ? "" : ` (${approval.note})`;
  return [`A person has ${approval.decision} what was asked for: ${approval.question}${note}.`];
}

const rules = (occasion: Occasion): string[] =>
  occasion.isAdopted ? adoptedRules(occasion) : ownRules(occasion);

const adoptedRules = ({ branch }: Occasion): string[] => [
  `You are supervised by overstory from now on, and work where you did before${branch === null ? "" : `, on the branch ${branch}`}.`,
  'When the task is done and everything is committed, run: overstory task complete --summary "what you did"',
];

/** The whole end of a task without commits is the word that it is done. */
const MAY_NOT_WRITE = [
  "You work in a git worktree of your own: read there what you need, and commit nothing.",
  'When you are done, run: overstory done --summary "what came of it"',
];

const COORDINATES = [
  "You work in a git worktree of your own, which shows what the run begins from: commit nothing there.",
  "When you have nothing to do, end your turn: what others write to you, and how their work ends, wakes you.",
];

function ownRules(occasion: Occasion): string[] {
  const { spec } = occasion.task ?? {};
  if (spec?.isCoordination) return COORDINATES;
  return spec?.mayWrite?.length === 0 ? MAY_NOT_WRITE : changingRules(occasion);
}

const changingRules = ({ branch, mode }: Occasion): string[] => [
  `You work in a git worktree of your own${branch === null ? "" : `, on the branch ${branch}`}: commit your work there, and do not push, merge or switch branches.`,
  "End your turn when the task is done and everything is committed; it is then checked and merged.",
  ...(mode === "headless"
    ? []
    : ['To ask a person, run: overstory signal wait question --reason "…", and end your turn.']),
];
