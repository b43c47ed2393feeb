import type { Report } from "../../src/domain/watchdog/report.ts";

/** What whoever has heard an agent's reports must take for a reason to be silent, whatever it does in truth. */
export class Belief {
  #turn: "none" | "working" | "idle" = "none";
  #isWaiting = false;
  /** `VirtualTime.seen` until which each call that is open may take. */
  readonly #tools = new Map<string, number>();

  hear(report: Report, seen: number, toolMs: number): void {
    const { kind } = report;
    const wasIdle = this.#turn === "idle";
    if (kind === "turn_over" || (kind === "turn_began" && this.#turn !== "working")) this.#tools.clear();
    if (kind === "turn_began" || (kind === "tool_start" && wasIdle)) this.#turn = "working";
    if (kind === "turn_over") this.#turn = "idle";
    if (kind === "tool_start") this.#tools.set(keyOf(report), seen + (report.permittedMs ?? toolMs));
    if (kind === "tool_end") this.#tools.delete(keyOf(report));
    const trails = wasIdle && (kind === "progress" || kind === "tool_end" || kind === "turn_over");
    this.#isWaiting = kind === "wait" || kind === "limited" || (trails && this.#isWaiting);
  }

  isExcused(seen: number): boolean {
    return (
      this.#turn === "idle" || this.#isWaiting || [...this.#tools.values()].some((until) => seen < until)
    );
  }
}

const keyOf = ({ id, name }: { id?: string; name: string }): string => id ?? name;
