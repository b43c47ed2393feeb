import type { Store } from "../../store/store.ts";
import type { Signs } from "../alerts/signs.ts";

const CAUSE = "database";

/** Makes a database that refuses writes a condition, until a write succeeds. Answers whether it takes them, and the way out. */
export function watchDatabase(store: Store, signs: Signs): { isWell: () => boolean; stop: () => void } {
  let isWell = true;
  const stop = store.onHealth((refusal) => {
    isWell = refusal === null;
    if (refusal === null) {
      signs.clear(CAUSE);
      return;
    }
    signs.set({
      cause: CAUSE,
      kind: "database",
      severity: "critical",
      subject: "daemon",
      message: refusal.message,
      hint: refusal.hint ?? "overstory doctor",
    });
  });
  return { isWell: () => isWell, stop };
}
