import type { Database } from "bun:sqlite";
import { IS_OPEN } from "./session-row.ts";

export interface Namesake {
  id: string;
  key: string;
  startedAt: number;
  /** It is of the same import, so its name may be changed. */
  isOurs: boolean;
}

/** Names of open sessions: each belongs to one of them. */
export class OpenNames {
  readonly #importId: string;
  readonly #find;
  readonly #isOurs;
  readonly #rename;
  readonly #numbers = new Map<string, number>();

  constructor(db: Database, importId: string) {
    this.#importId = importId;
    this.#find = db.prepare<Omit<Namesake, "isOurs">, [string]>(
      `SELECT id, key, started_at AS startedAt FROM sessions WHERE name = ? AND ${IS_OPEN}`,
    );
    this.#isOurs = db.prepare("SELECT 1 FROM imported_things WHERE target_id = ? AND import_id = ?");
    this.#rename = db.prepare(
      "UPDATE sessions SET name = ?1, metadata = json_set(metadata, '$.imported.was.name', name) WHERE id = ?2",
    );
  }

  /** The open session that has the name. */
  holderOf(name: string): Namesake | null {
    const found = this.#find.get(name);
    return found ? { ...found, isOurs: this.#isOurs.get(found.id, this.#importId) !== null } : null;
  }

  /** `name~2`, or the next number that no open session has. */
  freeName(name: string): string {
    for (let number = this.#numbers.get(name) ?? 2; ; number++) {
      this.#numbers.set(name, number + 1);
      const free = `${name}~${number}`;
      if (this.#find.get(free) === null) return free;
    }
  }

  /** What it was called is kept with it. */
  rename(id: string, name: string): void {
    this.#rename.run(name, id);
  }

  close(): void {
    for (const statement of [this.#find, this.#isOurs, this.#rename]) statement.finalize();
  }
}
