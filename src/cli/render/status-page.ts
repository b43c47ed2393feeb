import type { StatusView } from "../../api/contract/status.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { paintSeverity } from "./alert-lines.ts";
import { rowWords } from "./import-page.ts";
import { runProgress } from "./run-progress.ts";
import { byUrgency, countStates, sessionTable } from "./session-table.ts";
import { columnsOf, cut, inert } from "./text.ts";
import { unobservedWords } from "./unobserved.ts";

export interface StatusLimits {
  /** How old the status is, in ms: added to what is still going on. */
  ageMs: number;
  /** Most lines for what needs a person, for runs, and for sessions. */
  attention: number;
  runs: number;
  sessions: number;
}

/** The page that people live in, most urgent first; no line is wider than the screen. */
export function statusPage(status: StatusView, screen: Screen, limits: StatusLimits): string[] {
  const sections = [
    attentionSection(status, screen, limits),
    ...runSections(status, screen, limits),
    sessionSection(status, screen, limits),
  ].filter((section) => section.length > 0);
  const heading = [
    header(status, screen, limits.ageMs),
    ...unobservedLine(status, screen),
    ...importedLine(status, screen),
  ];
  return [...heading, ...sections.flatMap((section) => ["", ...section])].map((line) =>
    cut(line, screen.columns),
  );
}

function header({ project, daemon }: StatusView, { columns, paint }: Screen, ageMs: number): string {
  const left = `overstory · ${inert(project.name)}`;
  const right = `daemon up ${formatDuration(daemon.uptimeMs + ageMs)}`;
  const gap = Math.max(2, Math.min(columns, 100) - columnsOf(left) - columnsOf(right));
  return `${paint.bold(left)}${" ".repeat(gap)}${paint.dim(right)}`;
}

function unobservedLine({ unobserved, at }: StatusView, { paint }: Screen): string[] {
  const words = unobservedWords(unobserved, at);
  return words === "" ? [] : [paint.dim(`not watched: ${words}`)];
}

function importedLine({ imported }: StatusView, { paint }: Screen): string[] {
  if (!imported) return [];
  const { key, status, format, rows } = imported;
  const what = status === "completed" ? rowWords(rows) : "rolled back";
  return [paint.dim(`${key} (${inert(format)}): ${what}; overstory import show ${key}`)];
}

function attentionSection({ attention }: StatusView, { paint }: Screen, limits: StatusLimits): string[] {
  if (attention.length === 0) return [];
  const shown = attention.slice(0, limits.attention);
  const lines = shown.flatMap(({ key, subject, severity, acknowledged, message, hint }) => [
    `  ${acknowledged ? "·" : paintSeverity(paint, severity, "!")} ${key}  ${paint.bold(inert(subject))}  ${inert(message)}`,
    ...(hint === "" ? [] : [`    ${paint.dim(inert(hint))}`]),
  ]);
  return [
    paint.yellow(`Needs you (${attention.length})`),
    ...lines,
    ...more(attention.length - shown.length, "overstory alerts lists them all", paint.dim),
  ];
}

function runSections({ runs, attention }: StatusView, screen: Screen, limits: StatusLimits): string[][] {
  const reported = new Set(attention.map(({ subject }) => subject));
  const sections = runs
    .slice(0, limits.runs)
    .map((run) => runProgress(run, screen, run.endedAt === null ? limits.ageMs : 0, reported));
  const hidden = more(
    runs.length - sections.length,
    "overstory status --json names them all",
    screen.paint.dim,
  );
  return hidden.length > 0 ? [...sections, hidden] : sections;
}

function sessionSection({ sessions, runs, sessionCounts }: StatusView, screen: Screen, limits: StatusLimits) {
  const { paint } = screen;
  const ended = sessionCounts.completed + sessionCounts.zombie;
  const past = ended > 0 ? paint.dim(` · ${ended} ended`) : "";
  if (sessions.length === 0)
    return runs.length === 0 ? emptyPage(screen) : [`${paint.bold("Sessions")}  none is open${past}`];
  const sorted = sessions.toSorted(byUrgency);
  const shown = sorted.slice(0, limits.sessions);
  const hidden = sorted.slice(shown.length);
  return [
    `${paint.bold("Sessions")}  ${countStates(sorted)}${past}`,
    ...sessionTable(shown, screen, limits.ageMs),
    ...more(hidden.length, `${countStates(hidden)}; overstory sessions lists them`, paint.dim),
  ];
}

const emptyPage = ({ paint }: Screen): string[] => [
  "No run yet, and nothing goes on.",
  `  ${paint.bold('overstory run "GOAL" --runtime claude')}    plans it, and has others do it`,
  `  ${paint.bold("overstory init --plan")}                    writes a plan to start from`,
  `  ${paint.bold("overstory run --plan plan.yaml")}           starts it`,
  `  ${paint.bold("overstory demo")}                           shows a whole run, elsewhere`,
];

const more = (count: number, where: string, paint: (text: string) => string): string[] =>
  count > 0 ? [paint(`  … ${count} more (${where})`)] : [];
