import { createHash } from "node:crypto";
import type { Mapping, OpenSource, SourceRow } from "../../../src/compat/format.ts";
import type {
  ActivityRecord,
  MappedRecord,
  RunRecord,
  SessionRecord,
  SprintRecord,
  TaskRecord,
} from "../../../src/compat/record.ts";

export const T0 = Date.UTC(2026, 0, 10, 8);
const MINUTE = 60_000;

export const sessionRecord = (id: string, change: Partial<SessionRecord> = {}): SessionRecord => ({
  kind: "session",
  id,
  formerKey: null,
  extra: {},
  name: id,
  role: "builder",
  source: "api",
  type: "work",
  state: "completed",
  phase: "completed",
  outcome: "success",
  attention: null,
  reason: null,
  run: null,
  parent: null,
  depth: 0,
  worktree: null,
  branch: null,
  pid: null,
  tmuxSession: null,
  escalationLevel: 0,
  stalledSince: null,
  summary: null,
  metadata: {},
  conversationId: null,
  activeMs: null,
  startedAt: T0,
  lastActivityAt: T0 + MINUTE,
  endedAt: T0 + 2 * MINUTE,
  currentTask: null,
  frames: [],
  ...change,
});

export const openRecord = (id: string, change: Partial<SessionRecord> = {}): SessionRecord =>
  sessionRecord(id, { state: "working", phase: "executing", outcome: null, endedAt: null, ...change });

export const taskRecord = (id: string, change: Partial<TaskRecord> = {}): TaskRecord => ({
  kind: "task",
  id,
  formerKey: id,
  extra: {},
  title: `Task ${id}`,
  description: "",
  status: "todo",
  priority: "medium",
  role: null,
  category: null,
  estimateMs: null,
  run: null,
  sprint: null,
  parent: null,
  summary: null,
  holder: null,
  createdAt: T0,
  updatedAt: T0,
  closedAt: null,
  ...change,
});

export const runRecord = (id: string, change: Partial<RunRecord> = {}): RunRecord => ({
  kind: "run",
  id,
  formerKey: null,
  extra: {},
  goal: "ship it",
  status: "completed",
  reason: null,
  startedAt: T0,
  endedAt: T0 + MINUTE,
  ...change,
});

export const sprintRecord = (id: string, change: Partial<SprintRecord> = {}): SprintRecord => ({
  kind: "sprint",
  id,
  formerKey: null,
  extra: {},
  title: `Sprint ${id}`,
  goal: "",
  status: "planned",
  createdAt: T0,
  closedAt: null,
  ...change,
});

export const activityRecord = (
  session: string,
  text: string,
  change: Partial<ActivityRecord> = {},
): ActivityRecord => ({
  kind: "activity",
  session: { kind: "session", id: session },
  at: T0,
  activity: "note",
  text,
  task: null,
  sprint: null,
  data: {},
  ...change,
});

export const reject = (field: string | null, reason: string): Mapping => ({ rejected: { field, reason } });

/** A row of the test's source: what it maps to is what it holds. */
export type TestRow = MappedRecord | MappedRecord[] | Mapping;

export interface TestSource extends OpenSource {
  /** What it holds; may be changed. */
  content: TestRow[];
  tables: string[];
}

/** A source in memory. The table of a row is the kind of its first record. */
export function testSource(content: TestRow[], change: Partial<OpenSource> = {}): TestSource {
  const source: TestSource = {
    content,
    tables: [],
    description: "a test's source",
    rowCount: null,
    remarks: [],
    files: [],
    hash: () => createHash("sha256").update(JSON.stringify(source.content)).digest("hex"),
    *rows(): Iterable<SourceRow> {
      const counts = new Map<string, number>();
      for (const raw of source.content) {
        const table = tableOf(raw);
        const row = (counts.get(table) ?? 0) + 1;
        counts.set(table, row);
        yield { table, row, raw };
      }
    },
    map: ({ raw }) => mappingOf(raw as TestRow),
    close: () => {},
    ...change,
  };
  return source;
}

const recordsOf = (row: TestRow): MappedRecord[] =>
  Array.isArray(row) ? row : "records" in row ? row.records : "kind" in row ? [row] : [];

const tableOf = (row: TestRow): string => `${recordsOf(row)[0]?.kind ?? "broken"}s`;

const mappingOf = (row: TestRow): Mapping => ("rejected" in row ? row : { records: recordsOf(row) });
