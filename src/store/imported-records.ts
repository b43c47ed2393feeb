import type { Database } from "bun:sqlite";

type Value = string | number | null;

/** The columns that an import writes, by table; what is not named has its default. */
const COLUMNS = {
  runs: ["id", "key", "goal", "status", "reason", "max_agents", "started_at", "ended_at"],
  sprints: ["id", "key", "title", "goal", "status", "created_at", "updated_at", "closed_at"],
  tasks: [
    "id",
    "key",
    "run_id",
    "position",
    "title",
    "description",
    "status",
    "priority",
    "category",
    "estimate_ms",
    "sprint_id",
    "parent_id",
    "summary",
    "stop_reason",
    "spec",
    "created_at",
    "updated_at",
    "closed_at",
  ],
  sessions: [
    "id",
    "key",
    "name",
    "source",
    "type",
    "role",
    "runtime",
    "state",
    "phase",
    "attention",
    "outcome",
    "reason",
    "run_id",
    "depth",
    "worktree",
    "branch",
    "nonce",
    "escalation_level",
    "stalled_since",
    "summary",
    "metadata",
    "active_ms",
    "active_since",
    "started_at",
    "last_activity_at",
    "ended_at",
  ],
  activities: ["at", "session_id", "task_id", "sprint_id", "kind", "text", "data"],
} as const;

export type RecordTable = keyof typeof COLUMNS;
export type RecordRow<T extends RecordTable> = Record<(typeof COLUMNS)[T][number], Value>;

/** Writes and changes what an import makes, each by a statement that is prepared once. No events: the import is one. */
export class ImportedRecords {
  readonly #db: Database;
  readonly #inserts;
  readonly #dependency;
  readonly #extras;

  constructor(db: Database) {
    this.#db = db;
    const insert = (table: RecordTable) =>
      db.prepare(
        `INSERT INTO ${table} (${COLUMNS[table].join(", ")}) VALUES (${COLUMNS[table].map(() => "?").join(", ")})`,
      );
    this.#inserts = {
      runs: insert("runs"),
      sprints: insert("sprints"),
      tasks: insert("tasks"),
      sessions: insert("sessions"),
      activities: insert("activities"),
    };
    this.#dependency = db.prepare("INSERT OR IGNORE INTO task_dependencies VALUES (?, ?)");
    this.#extras = db.prepare(
      "INSERT INTO imported_extras VALUES (?, ?, ?) ON CONFLICT (target_id) DO UPDATE SET data = excluded.data",
    );
  }

  /** Answers its number, for tables that have one. */
  insert<T extends RecordTable>(table: T, row: RecordRow<T>): number {
    const values: Value[] = [];
    for (const column of COLUMNS[table]) values.push(row[column as keyof RecordRow<T>]);
    return Number(this.#inserts[table].run(...values).lastInsertRowid);
  }

  /** False when that was so already. */
  addDependency(taskId: string, dependsOnId: string): boolean {
    return this.#dependency.run(taskId, dependsOnId).changes > 0;
  }

  keepExtras(importId: string, targetId: string, data: unknown): void {
    this.#extras.run(importId, targetId, JSON.stringify(data));
  }

  read(table: Exclude<RecordTable, "activities">, id: string): Record<string, Value> | null {
    return this.#db.query<Record<string, Value>, [string]>(`SELECT * FROM ${table} WHERE id = ?`).get(id);
  }

  extrasOf(id: string): string | null {
    return (
      this.#db
        .query<{ data: string }, [string]>("SELECT data FROM imported_extras WHERE target_id = ?")
        .get(id)?.data ?? null
    );
  }

  change(table: Exclude<RecordTable, "activities">, id: string, change: Record<string, Value>): void {
    const columns = Object.keys(change);
    if (columns.length === 0) return;
    this.#db
      .query(`UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE id = ?`)
      .run(...Object.values(change), id);
  }

  close(): void {
    for (const statement of [...Object.values(this.#inserts), this.#dependency, this.#extras])
      statement.finalize();
  }
}
