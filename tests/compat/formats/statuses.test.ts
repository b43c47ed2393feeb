import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as agentos from "../../../src/compat/formats/agentos/statuses.ts";
import * as fragments from "../../../src/compat/formats/fragments/statuses.ts";
import { OUTCOMES, PHASES } from "../../../src/compat/formats/gaia/phases.ts";
import * as overstory from "../../../src/compat/formats/overstory/statuses.ts";
import * as siteNine from "../../../src/compat/formats/site-nine/statuses.ts";

type Cells = (string | null)[];

/** The rows of a table of the note, from its code: the word there, and what it comes to. */
const rows = <T>(table: Readonly<Record<string, T>>, cells: (value: T) => Cells): Cells[] =>
  Object.entries(table).map(([word, value]) => [word, ...cells(value)]);

const TABLES: Record<string, Cells[]> = {
  "overstory: state of a session": rows(overstory.STATES, (state) => [state]),
  "overstory: status of a run": rows(overstory.RUN_STATUSES, (status) => [status]),
  "gaia: phase of a session": rows(PHASES, (phase) => [phase, OUTCOMES[phase] ?? null]),
  "site-nine: status of an agent or a mission": rows(
    siteNine.AGENT_STATUSES,
    ({ phase, attention, outcome }) => [phase, attention, outcome],
  ),
  "site-nine: status of a task": rows(siteNine.TASK_STATUSES, (status) => [status]),
  "agentos: channel of a session": rows(agentos.CHANNELS, (source) => [source]),
  "agentos: status of a task": rows(agentos.TASK_STATUSES, (status) => [status]),
  "fragments: status of a session": rows(fragments.STATUSES, ({ state, phase, attention, outcome }) => [
    state,
    phase,
    attention,
    outcome,
  ]),
  "fragments: type of an activity": rows(fragments.ACTIVITY_TYPES, (kind) => [kind]),
};

test("the note on statuses says what the tables say", () => {
  const note = readFileSync(
    join(import.meta.dir, "../../../src/decisions/0012-imported-statuses.md"),
    "utf8",
  );
  const sections = note.split(/^## /m).slice(1);
  const written = Object.fromEntries(
    sections.map((section) => {
      const [title = "", ...lines] = section.split("\n");
      const cells = lines.filter((line) => line.startsWith("| ")).slice(1);
      return [title, cells.map((line) => line.slice(2, -2).split(" | "))];
    }),
  );
  const plain = Object.entries(TABLES).map(([title, table]) => [
    title,
    table.map((cells) => cells.map((cell) => cell ?? "–")),
  ]);
  expect(written).toEqual(Object.fromEntries(plain));
});
