/** A copy of the database. */
export interface BackupView {
  path: string;
  bytes: number;
  madeAt: string;
}

/** The database itself. */
export interface DatabaseView {
  path: string;
  bytes: number;
  /** Of the log beside it. */
  logBytes: number;
  schema: number;
  /** That this program works with. */
  newestSchema: number;
  migrations: { version: number; name: string; appliedAt: string }[];
  rows: Record<string, number>;
}

export interface RestoredDatabaseView {
  /** The database as it was before; null when there was none. */
  kept: string | null;
  schema: number;
}
