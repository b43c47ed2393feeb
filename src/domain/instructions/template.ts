import type { Situation } from "./situations.ts";

/** What a template may name, each as text; empty where there is nothing to say. */
export const PLACEHOLDERS = [
  "session", // key
  "name",
  "role",
  "phase",
  "worktree",
  "run", // the run that overstory spawned it for
  "task", // the one that this is about, else the one that the session works on
  "title",
  "status",
  "reason", // why it is blocked, paused or aborted
  "gates", // their commands
  "held", // the task that the session holds
  "free", // the session, while it holds none and is not overstory's to end
  "idle", // the session, while it holds no task and overstory spawned it
  "active", // the task or subtask on top of its stack
  "activeTitle",
  "parent", // of the active task
  "subtask", // the next open subtask of the active task
  "subtaskTitle",
  "openSubtasks", // how many of the active task are open
  "updates", // logged on the active task
  "fewUpdates", // how many are recommended, while there are fewer
  "sprint",
  "sprintTitle",
  "next", // the most urgent task that could be claimed
  "nextTitle",
  "question", // what waits for a person's approval
  "approved", // the note with which that was approved last, or "without a note"
  "rejected", // the same when it was rejected
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What each stands for; absent is empty. */
export type Facts = Partial<Record<Placeholder, string>>;

/** One thing to do next. `{{name}}` in its texts becomes what that placeholder stands for. */
export interface StepTemplate {
  text: string;
  /** For a shell. Values are quoted where they need it, so a placeholder does not stand in quotes. */
  command?: string | undefined;
  /** A placeholder that must not be empty; with `!` before it, one that must be. */
  when?: string | undefined;
}

export type Template = readonly StepTemplate[];

/** null: nothing is said. */
export type Templates = { [Name in Situation]?: Template | null | undefined };

export const isPlaceholder = (text: string): text is Placeholder =>
  (PLACEHOLDERS as readonly string[]).includes(text);

const PATTERN = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** What the placeholders in a text name, known or not, with where they stand. */
export const findPlaceholders = (text: string): { name: string; index: number }[] =>
  [...text.matchAll(PATTERN)].map(({ 1: name = "", index }) => ({ name, index }));

/** Replaces every placeholder once: what a value holds is never looked at again. */
export const expand = (text: string, meaningOf: (name: Placeholder) => string): string =>
  text.replace(PATTERN, (whole, name: string) => (isPlaceholder(name) ? meaningOf(name) : whole));

/** Whether a step is said. */
export function applies({ when }: StepTemplate, facts: Facts): boolean {
  if (when === undefined) return true;
  const name = when.replace(/^!/, "");
  return isPlaceholder(name) && ((facts[name] ?? "") !== "") !== when.startsWith("!");
}
