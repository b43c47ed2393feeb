import type { Database } from "bun:sqlite";
import { OverstoryError } from "../../../src/errors.ts";
import type { Deed, DeedKind } from "./deeds.ts";
import { readHistory } from "./invariants.ts";

type Answer = "done" | "refused" | "unknown";

/** Their traces are none, or not one each. */
const UNTRACED: readonly DeedKind[] = [
  "push-task",
  "push-subtask",
  "pop",
  "pop-one",
  "pop-through",
  "clear",
  "end",
];

/** What clients were told of their deeds: what was done is in the database once, what was refused is not. */
export class Answers {
  readonly #answers = new Map<string, { kind: DeedKind; answer: Answer }>();
  /** Answers that no client may get. */
  readonly wrong: string[] = [];

  /** @param error what was thrown; null when it was done */
  add({ kind, mark, task }: Deed, error: unknown): void {
    const code = error instanceof OverstoryError ? error.code : null;
    const isKnown = ["conflict", "not_found", "usage", "forbidden"].includes(code ?? "");
    const answer = error === null ? "done" : isKnown ? "refused" : "unknown";
    if (answer === "unknown" && code !== "daemon_unavailable" && code !== "timeout")
      this.wrong.push(`${kind} ${task}: ${error}`);
    this.#answers.set(mark, { kind, answer });
  }

  count(answer: Answer): number {
    return [...this.#answers.values()].filter((one) => one.answer === answer).length;
  }

  /** How often each kind was done. */
  kinds(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { kind, answer } of this.#answers.values())
      if (answer === "done") counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  /** What the database has lost, has twice, or has although it was refused. */
  findBreaches(db: Database): string[] {
    const traces = countTraces(db);
    const breaches = [...this.#answers].flatMap(([mark, { kind, answer }]) => {
      const count = traces.get(mark) ?? 0;
      // To go where one is already leaves no trace.
      const least = answer === "done" && kind !== "activate" && kind !== "switch" ? 1 : 0;
      const most = answer === "refused" ? 0 : 1;
      if (UNTRACED.includes(kind) || (count >= least && count <= most)) return [];
      return [`${kind} (${mark}) was ${answer}, and is in history ${count} times`];
    });
    return [...this.wrong, ...breaches];
  }
}

const MARK = /deed-\d+-/;

function countTraces(db: Database): Map<string, number> {
  const titles = db.query<{ title: string }, []>("SELECT title FROM tasks").all();
  const rows = readHistory(db).filter(({ data }) => data.by === undefined && data.action !== "receive");
  const texts = [
    ...titles.map(({ title }) => title),
    ...rows.map(({ text, data }) => text + JSON.stringify(data)),
  ];
  const counts = new Map<string, number>();
  for (const text of texts) {
    const mark = MARK.exec(text)?.[0];
    if (mark !== undefined) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  return counts;
}
