/** GET /sessions/:key/transcript: what was said and done in its conversation. */
export interface TranscriptView {
  session: string;
  /** Oldest first. */
  entries: TranscriptEntryView[];
  /** To ask for what comes after. */
  cursor: number;
  /** Nothing more comes. */
  ended: boolean;
}

export interface TranscriptEntryView {
  at: string | null;
  who: "user" | "agent" | "tool" | "system";
  /** Several lines at most; a tool's call is `Bash: npm test`. */
  text: string;
}
