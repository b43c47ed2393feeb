import { expect, test } from "bun:test";
import { join } from "node:path";
import { listEvents } from "../../src/store/events.ts";
import { listSessions } from "../../src/store/sessions.ts";
import { Store } from "../../src/store/store.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";
import { startProgram } from "./programs.ts";

const ROUNDS = 20;
const AT_ONCE = 4;

interface Written {
  n: number;
  name: string;
}

/** Kills a writing process at a random moment; answers the numbers that it had been told are durable. */
async function killWriter(path: string): Promise<number[]> {
  await using writer = startProgram("write", path, "owner");
  await until("the writer's first word", () => writer.lines.length > 0);
  await Bun.sleep(Math.random() * 80);
  await writer.kill();
  return writer.lines.map(Number);
}

/** What a store holds must be whole writes, all of those that were told, in order. */
function checkWhole(path: string, told: number[]): void {
  const store = Store.open(path, "owner", Date.now);
  const events = listEvents(store.db, { after: 0, limit: 1_000_000 });
  const sessions = listSessions(store.db);
  store.close();
  const written = events
    .filter(({ kind }) => kind === "session.input")
    .map(({ data }) => data as unknown as Written);
  expect(written.map(({ n }) => n)).toEqual(written.map((_, index) => index + 1));
  expect(written.length).toBeGreaterThanOrEqual(told.length);
  expect(events.length).toBe(written.length * 3);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect(new Set(sessions.map(({ name }) => name))).toEqual(new Set(written.map(({ name }) => name)));
  expect(sessions.every(({ state }) => state === "working")).toBe(true);
}

test(`kill -9 at a random moment of writing loses nothing that was told and leaves nothing half, ${ROUNDS} times`, async () => {
  using folder = tempFolder();
  for (let round = 0; round < ROUNDS; round += AT_ONCE) {
    const paths = Array.from({ length: AT_ONCE }, (_, n) => join(folder.path, `${round + n}.db`));
    const told = await Promise.all(paths.map(killWriter));
    for (const [n, path] of paths.entries()) checkWhole(path, told[n] ?? []);
  }
}, 60_000);
