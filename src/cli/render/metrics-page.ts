import type { MetricsView } from "../../api/contract/metrics.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import { usageWords } from "./usage-words.ts";
import { fileSize } from "./words.ts";

/** How the work goes, a line a figure; what cannot be told yet is said so. */
export const metricsPage = (
  { sessions, durations, resume, errors, estimates, usage, storage }: MetricsView,
  screen: Screen,
): string[] =>
  factLines(
    [
      ["sessions", `${sessions.total}, ${sessions.open} open`],
      ["by source", counts(sessions.bySource)],
      ["by outcome", counts(sessions.byOutcome)],
      [
        "active time",
        durations.sample === 0
          ? UNKNOWN
          : `median ${time(durations.medianMs)}, p95 ${time(durations.p95Ms)} (of ${durations.sample} ended)`,
      ],
      ["resumed", resumeWords(resume)],
      [
        "errors",
        together([
          of(errors.phaseErrorRate, "of phase changes"),
          of(errors.failedSessionRate, "of ended sessions"),
        ]),
      ],
      ["estimates", estimateWords(estimates)],
      ["used", usage && usageWords(usage)],
      ["database", fileSize(storage.bytes)],
      ["a session", storage.sessionBytes === null ? null : fileSize(storage.sessionBytes)],
      ["rows", counts(storage.rows)],
    ],
    screen,
  );

const UNKNOWN = "cannot be told yet";
const percent = (rate: number | null): string => (rate === null ? UNKNOWN : `${Math.round(rate * 100)} %`);
const time = (ms: number | null): string => (ms === null ? UNKNOWN : formatDuration(ms));

const of = (rate: number | null, what: string): string => (rate === null ? "" : `${percent(rate)} ${what}`);
const together = (parts: readonly string[]): string =>
  parts.filter((part) => part !== "").join(", ") || UNKNOWN;

const resumeWords = ({ resumed, interruptions, rate, successRate }: MetricsView["resume"]): string =>
  interruptions === 0
    ? "nothing was interrupted"
    : together([
        `${resumed} of ${interruptions} (${percent(rate)})`,
        of(successRate, "of those that are over ended well"),
      ]);

const counts = (record: Record<string, number>): string =>
  Object.entries(record)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");

const estimateWords = ({ tasks, ratio, over }: MetricsView["estimates"]): string =>
  ratio === null
    ? UNKNOWN
    : `${percent(ratio)} of the time that ${tasks} ${tasks === 1 ? "task was" : "tasks were"} estimated at; ${over} took longer`;
