import type { Ask } from "./ask.ts";
import type { Fault } from "./fault.ts";
import type { UsageSample } from "./usage.ts";

/** What the CLI of a model tells of itself by its hooks or its stream, in words common to all of them. */
export type AgentSignal =
  /** It has come to life and takes prompts. */
  | { kind: "ready"; conversation: Conversation | null }
  /** It has taken a prompt, and a turn begins, or the prompt joins the one under way: the proof that a message was seen. */
  | { kind: "prompt"; text: string }
  /** `summary` is one line for people; `permittedMs` how long the call may be silent, null for the policy's time. */
  | { kind: "tool_started"; id: string; tool: string; summary: string; permittedMs: number | null }
  | { kind: "tool_ended"; id: string; tool: string; summary: string; failed: boolean; tookMs: number | null }
  /** It does something that is no tool call: a helper of it began or ended, it makes its context smaller. */
  | { kind: "progress"; note: string }
  /** It shows a dialog to a person. */
  | { kind: "asks"; ask: Ask }
  /** Its turn is over. `background`: so many things it has started go on, and it will move again by itself. */
  | { kind: "turn_ended"; background: number; said: string | null }
  /** Its turn is over because the model could not be used; or it is being retried, when the fault says so. */
  | { kind: "turn_failed"; fault: Fault }
  /** A person broke its turn off. */
  | { kind: "interrupted" }
  | { kind: "usage"; samples: readonly UsageSample[] }
  /** It says that it ends. The exit status of its process is what counts. */
  | { kind: "ending"; reason: string | null }
  /** An event that its adapter does not know: kept in the log, and a sign of life. */
  | { kind: "unknown"; event: string };

/** The runtime's own record of what was said. */
export interface Conversation {
  /** As the runtime takes it to go on with it. */
  id: string;
  /** Absolute path of the file that grows with it; null where there is none or it is not known. */
  transcript: string | null;
}
