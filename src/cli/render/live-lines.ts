import type { EventView } from "../../api/contract/event.ts";
import type { Screen } from "../terminal.ts";
import { eventLine } from "./event-lines.ts";
import type { EventWords } from "./event-text.ts";
import { describeEvent } from "./event-words.ts";
import { inert } from "./text.ts";
import { clockTime } from "./words.ts";

/** What the next event of the same task says again, with the reason. */
const REPEATED: ReadonlySet<EventView["kind"]> = new Set([
  "session.exited",
  "session.completed",
  "gate.passed",
  "gate.failed",
  "merge.conflict",
  "merge.failed",
]);

/** Turns the events of one run, in order, into lines for a person who watches. */
export class LiveLines {
  readonly #screen: Screen;
  readonly #subjectColumns: number;
  readonly #merged = new Set<string>();
  readonly #attempts = new Map<string, number>();

  /** @param subjectColumns room for the names of tasks */
  constructor(screen: Screen, subjectColumns: number) {
    this.#screen = screen;
    this.#subjectColumns = subjectColumns;
  }

  /** The line for one event, or undefined when a person need not be told. */
  next(event: EventView): string | undefined {
    const words = this.#describe(event);
    const subject = inert(event.task ?? event.run ?? "");
    return words && eventLine([clockTime(event.at)], subject, this.#subjectColumns, words, this.#screen);
  }

  #describe(event: EventView): EventWords | undefined {
    const { kind, session, task, data } = event;
    if (kind === "session.booting" && session !== null && typeof data.attempt === "number")
      this.#attempts.set(session, data.attempt);
    if (kind === "merge.merged" && task !== null) this.#merged.add(task);
    if (REPEATED.has(kind) || (kind === "task.complete" && task !== null && this.#merged.has(task)))
      return undefined;
    const words = describeEvent(event);
    const attempt = kind === "session.spawned" && session !== null ? (this.#attempts.get(session) ?? 1) : 1;
    return words && attempt > 1 ? { ...words, text: `${words.text}, attempt ${attempt}` } : words;
  }
}
