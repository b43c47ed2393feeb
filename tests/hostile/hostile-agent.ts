import { Database } from "bun:sqlite";
import { copyFileSync, existsSync, renameSync, writeFileSync } from "node:fs";

/**
 * An agent that tries what it is told to try, from inside its own process tree, and keeps what came back. It is started with the
 * path of a file of attempts, in which `SOCKET`, `TOKEN` and the like have been filled in but for its own token.
 */
export interface Attempt {
  method?: "GET" | "POST" | "PATCH";
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** With which token: its own when left out; null for none. */
  token?: string | null;
}

export interface Outcome {
  status: number;
  body: { error?: { code: string; message: string; hint: string | null } };
}

export interface Orders {
  socket: string;
  database: string;
  attempts: Attempt[];
}

export interface Deeds {
  outcomes: Outcome[];
  /** Whether it could read the tokens in the database, and in a copy of its file. */
  readsDatabase: boolean;
  readsCopy: boolean;
}

async function attempt({ socket }: Orders, { method = "POST", path, body, headers = {}, token }: Attempt) {
  const own = token === undefined ? process.env.OVERSTORY_TOKEN : token;
  const response = await fetch(`http://overstory${path}`, {
    unix: socket,
    method,
    headers: { ...headers, ...(own ? { authorization: `Bearer ${own}` } : {}) },
    ...(method === "GET" ? {} : { body: JSON.stringify(body ?? {}) }),
  });
  return { status: response.status, body: (await response.json()) as Outcome["body"] };
}

function readsCopy({ database }: Orders): boolean {
  const copy = `${process.cwd()}/copy.db`;
  for (const end of ["", "-wal"]) if (existsSync(database + end)) copyFileSync(database + end, copy + end);
  return readsDatabase({ database: copy });
}

function readsDatabase({ database }: Pick<Orders, "database">): boolean {
  try {
    const db = new Database(database);
    return db.query("SELECT token FROM sessions").all().length > 0;
  } catch {
    return false;
  }
}

const [, , file = ""] = process.argv;
if (import.meta.main) {
  while (!(await Bun.file(file).exists())) await Bun.sleep(10);
  const orders: Orders = await Bun.file(file).json();
  const outcomes: Outcome[] = [];
  for (const one of orders.attempts) outcomes.push(await attempt(orders, one));
  const deeds: Deeds = { outcomes, readsDatabase: readsDatabase(orders), readsCopy: readsCopy(orders) };
  writeFileSync(`${file}.part`, JSON.stringify(deeds));
  renameSync(`${file}.part`, `${file}.done`);
  await Bun.sleep(600_000);
}
