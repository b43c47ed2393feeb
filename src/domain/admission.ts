import { type Hold, heldUntil } from "./limit.ts";

/** Whether one more session of a run may be begun. Each one that is let in counts at once. */
export class Admission {
  readonly #holds: Map<string, Hold>;
  readonly #now: number;
  #freeSlots: number;

  /** @param now ms UTC */
  constructor(freeSlots: number, holds: ReadonlyMap<string, Hold>, now: number) {
    this.#holds = new Map(holds);
    this.#now = now;
    this.#freeSlots = freeSlots;
  }

  /**
   * "full" when all slots are taken; a time (ms UTC) to ask again when the group is at a limit.
   *
   * @param takesSlot false for a session that works beside the others
   */
  ask(group: string, takesSlot = true): "now" | "full" | number {
    if (takesSlot && this.#freeSlots <= 0) return "full";
    const hold = this.#holds.get(group);
    const until = hold ? heldUntil(hold, this.#now) : null;
    if (until !== null) return until;
    if (hold) this.#holds.set(group, { ...hold, probes: hold.probes + 1 });
    if (takesSlot) this.#freeSlots -= 1;
    return "now";
  }
}
