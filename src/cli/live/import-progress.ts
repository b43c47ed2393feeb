import type { ImportProgress } from "../../domain/import/progress.ts";

const BAR_COLUMNS = 24;
const COUNT = new Intl.NumberFormat("en-US");

export interface ProgressLine {
  tell: (progress: ImportProgress) => void;
  /** To be called before anything else is printed. */
  clear: () => void;
}

/** A line of a terminal that is drawn anew each time. */
export const showProgress = (write: (text: string) => unknown): ProgressLine => ({
  tell: (progress) => void write(`${CLEAR}${progressLine(progress)}`),
  clear: () => void write(CLEAR),
});

const CLEAR = "\r\x1b[K";

/** `reading ██████░░░░ 12,000 of 20,000 rows`. */
export function progressLine({ step, done, total }: ImportProgress): string {
  if (total === null) return done === 0 ? `${step} …` : `${step} … ${COUNT.format(done)} rows`;
  const cells = total === 0 ? BAR_COLUMNS : Math.round((Math.min(done, total) / total) * BAR_COLUMNS);
  const bar = "█".repeat(cells) + "░".repeat(BAR_COLUMNS - cells);
  return `${step.padEnd(10)} ${bar} ${COUNT.format(done)} of ${COUNT.format(total)} rows`;
}
