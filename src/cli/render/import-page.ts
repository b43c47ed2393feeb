import type {
  ImportedRowView,
  ImportResultView,
  ImportSummaryView,
  ImportView,
  SuggestionView,
} from "../../api/contract/import.ts";
import type { ImportReport, Listed, RowCounts, RowPlace } from "../../domain/import/report.ts";
import type { Screen } from "../terminal.ts";
import { table } from "./table.ts";
import { cut, inert, wrap } from "./text.ts";
import { dateAndTime } from "./words.ts";

const COUNT = new Intl.NumberFormat("en-US");
const LABEL = 14;
const number = (value: number) => COUNT.format(value);
const countWord = (count: number, one: string, many = `${one}s`) =>
  `${number(count)} ${count === 1 ? one : many}`;

/** Newest first, a line each. */
export const importTable = (imports: readonly ImportSummaryView[], screen: Screen): string[] =>
  table(
    imports,
    [
      { title: "import", text: ({ key }) => key, max: 12, paint: screen.paint.bold },
      { title: "when", text: ({ startedAt }) => dateAndTime(startedAt), max: 19 },
      { title: "system", text: ({ format }) => format, max: 10 },
      { title: "rows", text: ({ rows }) => rowWords(rows), max: 48 },
      {
        title: "",
        text: ({ status }) => (status === "completed" ? "" : "rolled back"),
        max: 11,
        paint: screen.paint.yellow,
      },
      { title: "source", text: ({ source }) => source },
    ],
    screen,
  );

/** What came of an import that was just asked for. */
export function reportPage({ import: done, report, repeated }: ImportResultView, screen: Screen): string[] {
  const { paint } = screen;
  if (repeated && done)
    return [
      `${paint.bold(done.key)}  that very content was imported on ${dateAndTime(done.startedAt)}; nothing was written`,
      paint.dim(`  overstory import show ${done.key}    tells what came of it`),
    ];
  const title = done ? `${paint.bold(done.key)}  imported` : `${paint.bold("Dry run")}  nothing was kept`;
  return [title, ...reportLines(report, screen), ...nextSteps(done, report, screen)];
}

/** An import as it is on record. */
export function importPage(one: ImportView, screen: Screen): string[] {
  const { paint } = screen;
  const { key, status, startedAt, rolledBackAt, backup, sourceCopy, archivedAt } = one;
  const facts: [string, string | null][] = [
    ["when", dateAndTime(startedAt)],
    ["rolled back", rolledBackAt && dateAndTime(rolledBackAt)],
    ["backup", backup ?? "none: the database was empty"],
    ["source copy", sourceCopy],
    ["raw rows", archivedAt && `dropped ${dateAndTime(archivedAt)}, but for those that are nowhere else`],
  ];
  return [
    `${paint.bold(key)}  ${status === "completed" ? "imported" : paint.yellow("rolled back")}`,
    ...facts.flatMap(([label, fact]) =>
      fact === null ? [] : [`  ${paint.dim(label.padEnd(LABEL))}${inert(fact)}`],
    ),
    ...reportLines(one.report, screen),
    ...(status === "completed" ? nextSteps(one, one.report, screen) : []),
  ];
}

/** `12 imported, 2 merged, 1 rejected`. */
export const rowWords = ({ imported, merged, known, rejected }: RowCounts): string =>
  [
    `${number(imported)} imported`,
    ...[
      merged > 0 ? `${number(merged)} merged` : [],
      known > 0 ? `${number(known)} known` : [],
      rejected > 0 ? `${number(rejected)} rejected` : [],
    ].flat(),
  ].join(", ");

function reportLines(report: ImportReport, screen: Screen): string[] {
  const { paint } = screen;
  const { rows, made, tables, format, source, description, extras, held } = report;
  const total = rows.imported + rows.merged + rows.known + rows.rejected;
  const things = (Object.entries(made) as [keyof typeof made, number][])
    .filter(([, count]) => count > 0)
    .map(([name, count]) => countWord(count, ONE_OF[name], name));
  const columns = columnsFor(screen);
  const fact = (label: string, text: string) =>
    wrap(inert(text), columns - 2, LABEL).map((line, index) =>
      index === 0 ? `  ${paint.dim(label.padEnd(LABEL))}${line}` : `  ${line}`,
    );
  return [
    ...fact("from", `${format}: ${source}`),
    ...fact("what", description),
    ...fact(
      "rows",
      `${number(total)} = ${number(rows.imported)} imported + ${number(rows.merged)} merged + ${number(rows.known)} known + ${number(rows.rejected)} rejected`,
    ),
    ...(tables.length > 1
      ? tables.map(({ table: name, ...counts }) =>
          cut(`  ${" ".repeat(LABEL)}${paint.dim(`${inert(name)}: ${rowWords(counts)}`)}`, columns),
        )
      : []),
    ...fact(
      "made",
      [...things, ...(extras > 0 ? [`${countWord(extras, "row")} kept as they are`] : [])].join(", ") ||
        "nothing",
    ),
    ...(held > 0 ? fact("held tasks", number(held)) : []),
    ...report.remarks.flatMap((remark) => fact("note", remark)),
    ...sections(report, screen),
  ];
}

/** A report is not squeezed into less. */
const columnsFor = ({ columns }: Screen): number => Math.max(columns, 60);

const ONE_OF: Record<keyof ImportReport["made"], string> = {
  runs: "run",
  sessions: "session",
  sprints: "sprint",
  tasks: "task",
  activities: "activity",
  dependencies: "dependency",
};

const SHOWN = 10;

function sections(report: ImportReport, screen: Screen): string[] {
  const { paint } = screen;
  const { rejects, conflicts, dangling, renamed, adjusted } = report;
  const value = (field: string, one: unknown) =>
    typeof one === "number" && field.endsWith("At")
      ? dateAndTime(new Date(one).toISOString())
      : cut(inert(typeof one === "string" ? one : (JSON.stringify(one) ?? "nothing")), 40);
  return [
    ...section(
      "Rejected",
      rejects,
      ({ field, reason, ...at }) => `${place(at)}${field === null ? "" : `, ${field}`}: ${reason}`,
      paint.red,
    ),
    ...section(
      "Values that lost",
      conflicts,
      ({ key, field, kept, dropped, rows: [first, second] }) =>
        `${key} ${field}: ${value(field, kept)}, not ${value(field, dropped)} (${place(first)}, ${place(second)})`,
      paint.yellow,
    ),
    ...section(
      "References that lead nowhere",
      dangling,
      ({ field, to, reason, ...at }) => `${place(at)}, ${field} ${to}: ${reason}`,
      paint.yellow,
    ),
    ...section("Renamed", renamed, ({ key, from, to }) => `${key}: ${from} is ${to} here`, paint.yellow),
    ...section("Otherwise than the source says", adjusted, ({ key, what }) => `${key} ${what}`, paint.yellow),
  ].flatMap((line) => (line.startsWith("  ") ? indented(line.trimStart(), columnsFor(screen)) : line));
}

/** What follows the first line stands further in. */
const indented = (text: string, columns: number): string[] =>
  wrap(text, columns - 2, 2).map((line) => `  ${line}`);

function section<T>(
  title: string,
  { count, first }: Listed<T>,
  line: (one: T) => string,
  paint: (text: string) => string,
): string[] {
  if (count === 0) return [];
  const shown = first.slice(0, SHOWN);
  const more = count - shown.length;
  return [
    "",
    paint(`${title} (${number(count)})`),
    ...shown.map((one) => `  ${inert(line(one))}`),
    ...(more > 0
      ? [`  … ${number(more)} more${first.length > shown.length ? " (--json lists more)" : ""}`]
      : []),
  ];
}

const place = ({ table: name, row }: RowPlace): string => `${name} row ${row}`;

function nextSteps(done: { key: string } | null, { suggestions }: ImportReport, { paint }: Screen): string[] {
  if (!done)
    return [
      "",
      paint.dim("  without --dry-run it is kept, and a backup is made first"),
      paint.dim("  overstory import rollback takes it back"),
    ];
  const steps = [
    ...(suggestions > 0
      ? [
          `overstory import suggestions ${done.key}    ${countWord(suggestions, "link is", "links are")} likely, and for you to judge`,
        ]
      : []),
    `overstory import rollback ${done.key}    takes it back`,
  ];
  return ["", ...steps.map((step) => paint.dim(`  ${step}`))];
}

/** `2 sessions, 1 task`. */
export function removedWords(removed: Record<string, number>): string {
  const words = Object.entries(removed).map(([kind, count]) => countWord(count, kind));
  return words.length === 0 ? "it had made nothing" : `${words.join(", ")} removed`;
}

const DOES: Record<SuggestionView["kind"], (suggestion: SuggestionView) => string> = {
  current_task: ({ session, task }) => `${session} takes ${task}`,
  complete_task: ({ task }) => `${task} is complete`,
  release_task: ({ task }) => `${task} is to do again`,
};

export const appliedWords = (suggestion: SuggestionView): string => inert(DOES[suggestion.kind](suggestion));

/** Each with what it would do, and why. */
export const suggestionLines = (
  key: string,
  suggestions: readonly SuggestionView[],
  { paint }: Screen,
): string[] => [
  ...suggestions.flatMap((suggestion) => [
    `${String(suggestion.number).padStart(4)}  ${paint.bold(inert(DOES[suggestion.kind](suggestion)))}  ${inert(suggestion.title ?? "")}${suggestion.appliedAt === null ? "" : paint.green("  applied")}`,
    `      ${paint.dim(inert(suggestion.reason))}`,
  ]),
  "",
  paint.dim(`  overstory import apply-suggestion ${inert(key)} NUMBER    does it`),
];

/** Rows as they were, each with what became of it. */
export const rowLines = (rows: readonly ImportedRowView[], { paint, columns }: Screen): string[] =>
  rows.flatMap(({ raw, result, key, note, ...at }) => [
    `${paint.bold(inert(place(at)))}  ${result}${key === null ? "" : ` as ${inert(key)}`}${note === null ? "" : paint.yellow(`  ${inert(note)}`)}`,
    `  ${paint.dim(cut(inert(raw), columns - 2))}`,
  ]);
