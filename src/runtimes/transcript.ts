import type { UsageSample } from "../domain/agent/usage.ts";

/** One thing that was said or done in a conversation. */
export interface TranscriptEntry {
  /** ms UTC; null when it is not told */
  at: number | null;
  who: "user" | "agent" | "tool" | "system";
  /** For people; a tool's call is `Bash: npm test`. */
  text: string;
}

export interface TranscriptReading {
  entries: TranscriptEntry[];
  /** An answer that was split over lines appears under its one id each time. */
  usage: UsageSample[];
}

/** How the file of a conversation is read. Pure: whole lines in, what they say out; what is not known is passed over. */
export interface TranscriptReader {
  read(lines: readonly string[]): TranscriptReading;
  /** Further files of the same conversation, those of its helpers. Reads the folder beside the transcript. */
  siblings?(transcript: string): string[];
}
