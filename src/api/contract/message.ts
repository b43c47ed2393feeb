import type { Answer } from "../../domain/agent/ask.ts";
import type { MessageOrigin, MessageState } from "../../domain/agent/message.ts";
import type { Dialog } from "../../domain/agent/screen-reading.ts";
import type { Attention } from "../../domain/session.ts";
import type { Screen } from "../../domain/watchdog/evidence.ts";

/** What a person can wait for. */
export type AwaitedState = Exclude<MessageState, "expired">;

/** A text for an agent; times are ISO 8601 UTC. */
export interface MessageView {
  id: string;
  key: string;
  session: string;
  origin: MessageOrigin;
  /** How it begins, on one line. */
  head: string;
  bytes: number;
  lines: number;
  /** Control characters of it that are not typed. */
  leftOut: number;
  submit: boolean;
  state: MessageState;
  /** Why it still waits, or was not delivered. */
  reason: string | null;
  /** Nothing becomes of it any more. */
  settled: boolean;
  /** What it can come to: `seen` where its runtime can prove that. */
  best: "typed" | "submitted" | "seen";
  queuedAt: string;
  /** When it was begun to be typed. */
  typedAt: string | null;
  submittedAt: string | null;
  seenAt: string | null;
  expiresAt: string;
}

/** POST /sessions/:key/messages */
export interface MessageRequest {
  text: string;
  /** Press Enter after it; true when left out. */
  submit?: boolean;
  /** Made by the client: the same one sent again answers with the same message. */
  requestId?: string;
  /** How long it may wait to be submitted. */
  patienceMs?: number;
  /** What will be waited for: refused when it cannot come to that. */
  wanted?: AwaitedState;
}

/** GET /sessions/:key/question */
export interface QuestionView {
  session: string;
  name: string;
  attention: Attention | null;
  attentionReason: string | null;
  /** What it has told itself. */
  ask: { what: "permission" | "question"; tool: string | null; text: string } | null;
  /** What it has put before a person, who says `overstory approve` or `overstory reject`. */
  approval: string | null;
  /** What its screen shows; null when that cannot be read. */
  screen: Screen | null;
  dialog: {
    what: Dialog["what"];
    text: string;
    /** `means` is the word that chooses it; `known`: the keys for it are known. */
    options: { number: number; label: string; means: Answer | null; known: boolean }[];
  } | null;
  /** Names that dialog in an answer; null without one. */
  id: string | null;
  /** It can be answered in one's own words. */
  takesText: boolean;
}

/** POST /sessions/:key/answer: one of answer, option and text. */
export interface AnswerRequest {
  answer?: Answer;
  option?: number;
  text?: string;
  /** Id of the dialog that is answered, null for none: refused when it asks something else by then. Whatever it asks when left out. */
  question?: string | null;
}

export interface AnsweredView {
  session: string;
  /** What it had asked, as its screen showed it; "" when that said nothing. */
  question: string;
  /** The option that was chosen; null for a text. */
  option: string | null;
  /** The text on its way; null for an option. */
  message: MessageView | null;
}
