import type { Abilities } from "./abilities.ts";
import type { AgentMode } from "./permissions.ts";
import type { TurnSignal } from "./take-signal.ts";

/** What tells that an agent is ready. One without a screen that shows it is ready when it runs. */
export const readyBy = (
  { readyBy: by }: Pick<Abilities, "readyBy">,
  mode: AgentMode,
): Abilities["readyBy"] => (by === "screen" && mode === "headless" ? "process" : by);

/** Whether only an agent that is ready tells that, so that its word of being ready was missed if it was not heard. */
export const provesReady = ({ kind }: TurnSignal): boolean =>
  kind === "ready" ||
  kind === "prompt" ||
  kind === "tool_started" ||
  kind === "tool_ended" ||
  kind === "asks" ||
  kind === "turn_ended" ||
  kind === "turn_failed";

/** Whether something is in the conversation from then on, so that it can be gone on with. */
export const provesConversation = ({ kind }: TurnSignal): boolean =>
  kind === "prompt" || kind === "tool_started" || kind === "turn_ended";

/** Whether the model has answered it: no limit holds it. */
export const provesModel = ({ kind }: TurnSignal): boolean =>
  kind === "tool_started" || kind === "turn_ended";
