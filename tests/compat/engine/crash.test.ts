import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Store } from "../../../src/store/store.ts";
import { tempFolder } from "../../support/temp.ts";
import { hashOf } from "./fixture.ts";

const PROGRAM = join(import.meta.dir, "programs", "import-and-die.ts");
const AT_ONCE = 4;
/** The journal, and when the database itself was made. */
const LEFT_OUT = ["events", "schema_migrations"];

const entry = (n: number) => ({
  id: `session-${n}`,
  agentName: `agent-${n}`,
  capability: "builder",
  worktreePath: "",
  branchName: "",
  taskId: "",
  tmuxSession: "",
  state: "completed",
  pid: null,
  parentAgent: n > 0 ? "agent-0" : null,
  depth: 0,
  runId: null,
  startedAt: "2026-01-10T08:00:00Z",
  lastActivity: "2026-01-10T09:00:00Z",
});
const FILE = JSON.stringify([entry(0), entry(1)]);

function prepare(folder: string): void {
  mkdirSync(join(folder, ".overstory"), { recursive: true });
  writeFileSync(join(folder, ".overstory", "sessions.json"), FILE);
  Store.open(join(folder, "overstory.db"), "owner", Date.now).close();
}

async function runProgram(folder: string, at: number): Promise<string> {
  const child = Bun.spawn([process.execPath, PROGRAM, folder, String(at)], { stderr: "pipe" });
  const [out, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  await child.exited;
  if (child.signalCode === null && child.exitCode !== 0) throw new Error(errors);
  return out.trim();
}

/** What is in the database: nothing, or both sessions whole; and where the file is. */
function look(folder: string): { sessions: number; imports: number; file: "there" | "renamed" } {
  const store = Store.open(join(folder, "overstory.db"), "owner", Date.now);
  const count = (table: string) =>
    store.db.query<{ n: number }, []>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? -1;
  const found = { sessions: count("sessions"), imports: count("imports"), rows: count("imported_rows") };
  const state = hashOf(store.db, LEFT_OUT);
  store.close();
  expect(found.rows).toBe(found.sessions);
  expect(state).toBe(found.sessions === 0 ? emptyHash : state);
  const names = readdirSync(join(folder, ".overstory"));
  const [name = ""] = names;
  expect(names).toHaveLength(1);
  expect(readFileSync(join(folder, ".overstory", name), "utf8")).toBe(FILE);
  return { ...found, file: name === "sessions.json" ? "there" : "renamed" };
}

let emptyHash = "";

test("kill -9 at every write point of an import leaves the database before or after, never between", async () => {
  using temp = tempFolder();
  const folderOf = (name: string | number) => join(temp.path, String(name));
  const empty = folderOf("empty");
  prepare(empty);
  const db = new Database(join(empty, "overstory.db"), { readonly: true });
  emptyHash = hashOf(db, LEFT_OUT);
  db.close();

  prepare(folderOf("whole"));
  const points = Number(await runProgram(folderOf("whole"), 0));
  expect(points).toBeGreaterThan(20);
  const seen = new Set<string>();
  for (let first = 1; first <= points; first += AT_ONCE) {
    const group = Array.from({ length: Math.min(AT_ONCE, points - first + 1) }, (_, n) => first + n);
    await Promise.all(
      group.map(async (point) => {
        const folder = folderOf(point);
        prepare(folder);
        expect(await runProgram(folder, point)).toBe(""); // it was killed
      }),
    );
    for (const point of group) {
      const { sessions, imports, file } = look(folderOf(point));
      expect({ point, sessions }).toEqual({ point, sessions: imports === 0 ? 0 : 2 });
      if (imports === 0) expect({ point, file }).toEqual({ point, file: "there" });
      seen.add(`${imports} ${file}`);
    }
  }
  expect([...seen].toSorted()).toEqual(["0 there", "1 there"]);

  // The start after a crash makes up for it, whatever the crash left.
  const last = folderOf(points);
  await runProgram(last, 0);
  expect(look(last)).toMatchObject({ sessions: 2, imports: 1, file: "renamed" });
  expect(existsSync(join(last, ".overstory", "sessions.json"))).toBe(false);
}, 60_000);
