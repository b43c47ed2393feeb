import type { Dialog } from "../../domain/agent/screen-reading.ts";
import type { TurnSignal } from "../../domain/agent/take-signal.ts";

/** What an agent asks by a dialog that no hook told of. */
export const askedBy = ({ what, text }: Dialog): TurnSignal => ({
  kind: "asks",
  ask: { what: what === "permission" ? "permission" : "question", tool: null, text },
});
