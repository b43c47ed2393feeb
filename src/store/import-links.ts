import type { Database } from "bun:sqlite";
import type { RowPlace } from "../domain/import/report.ts";

export type LinkKind =
  | "session.run"
  | "session.parent"
  | "session.task"
  | "session.frames"
  | "session.life"
  | "task.run"
  | "task.sprint"
  | "task.parent"
  | "task.holder"
  | "activity"
  | "dependency";

/** A reference that is followed when all rows have been read. */
export interface Link extends RowPlace {
  n: number;
  /** Ours that refers. */
  owner: string;
  /** What it refers to, by its id or its name in the source. */
  ref: string | null;
  name: string | null;
  /** JSON, by kind. */
  data: string | null;
}

const PAGE = 500;

/** References of one import, kept in a temporary table: there may be more than fit into memory. */
export class ImportLinks {
  readonly #db: Database;
  readonly #add;
  readonly #page;

  constructor(db: Database) {
    db.run(`CREATE TEMP TABLE IF NOT EXISTS import_links (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, owner TEXT NOT NULL,
      ref TEXT, name TEXT, data TEXT, source_table TEXT NOT NULL, row INTEGER NOT NULL)`);
    db.run("CREATE INDEX IF NOT EXISTS temp.import_links_kind ON import_links (kind, n)");
    db.run("CREATE INDEX IF NOT EXISTS temp.import_links_owner ON import_links (owner, kind)");
    db.run("DELETE FROM temp.import_links");
    this.#db = db;
    this.#add = db.prepare(
      "INSERT INTO temp.import_links (kind, owner, ref, name, data, source_table, row) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#page = db.prepare<Link, [string, number]>(
      `SELECT n, owner, ref, name, data, source_table AS "table", row FROM temp.import_links
       WHERE kind = ? AND n > ? ORDER BY n LIMIT ${PAGE}`,
    );
  }

  add(
    kind: LinkKind,
    owner: string,
    { ref = null, name = null, data = null }: Partial<Pick<Link, "ref" | "name" | "data">>,
    { table, row }: RowPlace,
  ): void {
    this.#add.run(kind, owner, ref, name, data, table, row);
  }

  /** In the order in which they were added, as they are now: one may be asked for and changed at a time. */
  *all(kind: LinkKind): Generator<Link> {
    for (let after = 0; ; ) {
      const page = this.#page.all(kind, after);
      yield* page;
      const last = page.at(-1);
      if (!last) return;
      after = last.n;
    }
  }

  of(kind: LinkKind, owner: string): Link[] {
    return this.#db
      .query<Link, [string, string]>(
        `SELECT n, owner, ref, name, data, source_table AS "table", row FROM temp.import_links
         WHERE owner = ? AND kind = ? ORDER BY n`,
      )
      .all(owner, kind);
  }

  /** Nothing of them is left. */
  close(): void {
    this.#add.finalize();
    this.#page.finalize();
    // Some errors (a full disk) have undone the transaction, and with it the table.
    if (this.#db.inTransaction) this.#db.run("DELETE FROM temp.import_links");
  }
}
