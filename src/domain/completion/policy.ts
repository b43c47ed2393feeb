/** Requirements that a project may make binding; those that are not only warn. */
export const REQUIRABLE = [
  "summary",
  "updates",
  "subtasks",
  "gates",
  "commits",
  "clean_tree",
  "estimate",
] as const;
export type Requirable = (typeof REQUIRABLE)[number];

/** What a project asks of finished work. */
export interface CompletionPolicy {
  /** Characters that a summary should have. */
  summaryLength: number;
  /** Updates that should be logged. */
  updates: number;
  /** What blocks when it is not met. */
  require: readonly Requirable[];
}
