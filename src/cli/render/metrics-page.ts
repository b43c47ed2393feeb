import type { MetricsView } from "../../api/work-contract.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import { fileSize } from "./words.ts";

/** How the work goes, a line a figure; what cannot be told yet is said so. */
export const metricsPage = (
  { sessions, durations, resume, errors, estimates, storage }: MetricsView,
  screen: Screen,
): string[] =>
  factLines(
    [
      ["sessions", `${sessions.total}, ${sessions.open} open`],
      ["by source", counts(sessions.bySource)],
      ["by outcome", counts(sessions.byOutcome)],
      [
        "active time",
        `median ${time(durations.medianMs)}, p95 ${time(durations.p95Ms)} (of ${durations.sample} ended)`,
      ],
      [
        "resumed",
        `${resume.resumed} of ${resume.interruptions} (${percent(resume.rate)}), ${percent(resume.successRate)} of them ended well`,
      ],
      [
        "errors",
        `${percent(errors.phaseErrorRate)} of phase changes, ${percent(errors.failedSessionRate)} of sessions`,
      ],
      ["estimates", estimateWords(estimates)],
      ["database", fileSize(storage.bytes)],
      ["a session", storage.sessionBytes === null ? null : fileSize(storage.sessionBytes)],
      ["rows", counts(storage.rows)],
    ],
    screen,
  );

const UNKNOWN = "cannot be told yet";
const percent = (rate: number | null): string => (rate === null ? UNKNOWN : `${Math.round(rate * 100)} %`);
const time = (ms: number | null): string => (ms === null ? UNKNOWN : formatDuration(ms));

const counts = (record: Record<string, number>): string =>
  Object.entries(record)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");

const estimateWords = ({ tasks, ratio, over }: MetricsView["estimates"]): string =>
  ratio === null
    ? UNKNOWN
    : `${percent(ratio)} of the time that ${tasks} ${tasks === 1 ? "task was" : "tasks were"} estimated at; ${over} took longer`;
