import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { SessionView } from "../../src/api/contract/session.ts";
import { TestProject } from "../support/daemon.ts";
import { median, report, timed } from "./report.ts";
import { inWorkplace } from "./workplace.ts";

const SESSIONS = 1000;
const LISTED = 100;

/** As much as the log of the database grows by when a session says something. */
const COMMIT_BYTES = 7 * 4120;

/** What sessions do over the socket, beside a request that does nothing; what writes is also as fast as the disk lets it. */
export async function benchWork(): Promise<void> {
  await using project = await TestProject.start();
  const { client } = project;
  const { work } = client;
  const before = (await work.metrics()).storage.bytes;
  const sessions: SessionView[] = [];
  const bare: number[] = [];
  const samples = new Map<string, number[]>();

  /** Takes one sample of the operation, and one of a bare round trip beside it. */
  const sample = async (operation: string, call: () => Promise<unknown>) => {
    bare.push(await timed(async () => void (await client.daemon())));
    const took = await timed(async () => void (await call()));
    samples.set(operation, [...(samples.get(operation) ?? []), took]);
  };

  const file = openSync(join(project.paths.root, "flushed"), "w");
  const flush = async () => {
    writeSync(file, Buffer.alloc(COMMIT_BYTES, 1), 0, COMMIT_BYTES, 0);
    fdatasyncSync(file);
  };

  for (let n = 0; n < SESSIONS; n++) {
    await sample("(the disk alone)", flush);
    await sample("create", async () => sessions.push(await work.startSession({ name: `worker-${n}` })));
    const key = sessions[n]?.key ?? "";
    await sample("update", () => work.record(key, { kind: "update", text: `turn ${n} is done` }));
    await sample("phase", () => work.changePhase(key, { phase: "investigating", metadata: { turn: n } }));
    await sample("resume-check", () => work.checkResume(key));
    await sample("get", () => client.session(key));
    if (n >= LISTED) await sample("finalize", () => work.endSession(key, { summary: "The work is done." }));
  }
  const listing = await timed(async () => void (await work.sessions({})));
  const bytes = ((await work.metrics()).storage.bytes - before) / SESSIONS;
  // The last of them ended a moment ago.
  await Bun.sleep(5);
  const pruning = await timed(async () => void (await work.prune({ olderThanMs: 1, dryRun: false })));

  closeSync(file);
  const floor = median(bare);
  const row = (operation: string, ms: number, goal: string) => ({
    operation,
    ms: ms.toFixed(2),
    ratio: (ms / floor).toFixed(2),
    goal,
  });
  report(`sessions: over the socket, against a bare round trip of ${floor.toFixed(2)} ms`, [
    ...[...samples].map(([operation, times]) =>
      row(operation, median(times), operation.startsWith("(") ? "-" : "2"),
    ),
    row(`list ${LISTED}`, listing, "-"),
    row(`prune ${SESSIONS - LISTED}`, pruning, "-"),
  ]);
  report("storage", [{ "bytes a session": Math.round(bytes), goal: 5120 }]);
}

if (import.meta.main) await inWorkplace(benchWork);
