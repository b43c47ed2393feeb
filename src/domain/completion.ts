/** One thing that is asked of finished work. */
export interface Requirement {
  type:
    | "summary"
    | "updates"
    | "subtasks"
    | "gates"
    | "commits"
    | "clean_tree"
    | "estimate"
    | "tasks"
    | "held_task";
  /** What is the case. */
  message: string;
  /** Where it would be given: `--summary`; null when it is nothing that can be given. */
  field: string | null;
  /** A command or a sentence: what to do about it; null when it is met. */
  how: string | null;
  state: "met" | "missing" | "advised" | "unknown";
}

/** Errors block, warnings do not. */
export interface CompletionCheck {
  valid: boolean;
  errors: string[];
  warnings: string[];
  /** All that was looked at, met or not, in the order of a checklist. */
  requirements: Requirement[];
  /** The figures behind it. */
  details: Record<string, number | string | boolean | null>;
}
