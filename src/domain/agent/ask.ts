/** A dialog that an agent shows to a person. */
export interface Ask {
  what: "permission" | "question";
  /** The tool that it wants to use; null for a question. */
  tool: string | null;
  /** What it wants to do, or asks, for people: the command, the file, the question. Several lines at most. */
  text: string;
}

export const ANSWERS = ["allow", "always", "deny"] as const;
/** What a person can say to a permission; `always` allows the like for the rest of the session. */
export type Answer = (typeof ANSWERS)[number];
