import type { ImportProgress } from "../../domain/import/progress.ts";
import type { ImportReport } from "../../domain/import/report.ts";
import { OverstoryError } from "../../errors.ts";
import { lastActivityId } from "../../store/activities.ts";
import { lastEventId } from "../../store/events.ts";
import { readCounters } from "../../store/imported-keys.ts";
import { settleRuns } from "../../store/imported-lives.ts";
import {
  beginImport,
  findImportOf,
  finishImport,
  type ImportRecord,
  nextImportKey,
  requireImport,
} from "../../store/imports.ts";
import type { Store, Transaction } from "../../store/store.ts";
import type { OpenSource } from "../format.ts";
import { assignHolders } from "./assign-holders.ts";
import { followLinks } from "./follow-links.ts";
import { type ImportIdentity, type Intake, openIntake } from "./intake.ts";
import { ReportBuilder } from "./report-builder.ts";
import { databaseBytes, dropCopies, keepSafe, requireRoom, type SafeCopies } from "./safekeeping.ts";
import { Sample } from "./sample.ts";
import { settleLives } from "./settle-lives.ts";
import { type OnReject, refuseRow, takeRow } from "./take-row.ts";
import { verify } from "./verify.ts";

export interface ImportRequest {
  format: string;
  /** Absolute, as it was named. */
  path: string;
  source: OpenSource;
  dryRun: boolean;
  /** Rows that cannot be taken in are listed, and the others taken in. */
  lenient: boolean;
  tell: (progress: ImportProgress) => void;
  signal: AbortSignal;
}

export interface ImportAnswer {
  report: ImportReport;
  /** null for a dry run. */
  record: ImportRecord | null;
  /** That very content was imported before: this is what came of it then, and nothing was written now. */
  isRepeat: boolean;
}

export interface EngineParts {
  store: Store;
  /** Where each import gets a folder for its copies. */
  backups: string;
  /** ms UTC */
  clock: () => number;
  /** 0 ≤ random < 1 */
  random: () => number;
}

/** Rows between two pauses in which others get their turn. */
const ROWS_A_TURN = 2000;

/**
 * Takes a source in, in one transaction, or leaves everything as it was: checks, copies, rows, references, verification,
 * report, record. Throws `usage` for a row that a strict import cannot take, `conflict` for a source that changes meanwhile.
 */
export async function runImport(parts: EngineParts, request: ImportRequest): Promise<ImportAnswer> {
  const { store } = parts;
  const { source, format, tell, dryRun } = request;
  tell({ step: "checking", done: 0, total: source.rowCount });
  const hash = source.hash();
  const before = findImportOf(store.db, format, hash);
  if (before) return { report: before.report, record: before, isRepeat: true };
  await requireRoom(parts.backups, databaseBytes(store.db.filename), source.files);
  const identity = {
    id: Bun.randomUUIDv7(),
    key: nextImportKey(store.db),
    format,
    source: request.path,
  };
  const folder = `${parts.backups}/${identity.key}`;
  try {
    tell({ step: "backing up", done: 0, total: source.rowCount });
    const copies = dryRun ? null : await keepSafe(store, folder, source.files);
    const report = await takeIn(parts, request, identity, hash, copies);
    return { report, record: dryRun ? null : requireImport(store.db, identity.id), isRepeat: false };
  } catch (error) {
    if (!dryRun) dropCopies(folder);
    throw error;
  }
}

/** All references are checked together, by the verification. */
const UNCHECKED = true;

/** Ends the transaction of a dry run. */
class DryRun {
  readonly report: ImportReport;

  constructor(report: ImportReport) {
    this.report = report;
  }
}

async function takeIn(
  parts: EngineParts,
  request: ImportRequest,
  identity: ImportIdentity,
  sourceHash: string,
  copies: SafeCopies | null,
): Promise<ImportReport> {
  try {
    return await parts.store.exclusive(async (tx) => {
      const { lenient } = request;
      beginImport(tx, { ...identity, sourceHash, lenient, backup: null, sourceCopy: null, ...copies });
      const report = await takeAll(parts, request, tx, identity, sourceHash);
      if (request.dryRun) throw new DryRun(report);
      return report;
    }, UNCHECKED);
  } catch (ended) {
    if (ended instanceof DryRun) return ended.report;
    throw ended;
  }
}

async function takeAll(
  { random, clock }: EngineParts,
  request: ImportRequest,
  tx: Transaction,
  identity: ImportIdentity,
  sourceHash: string,
): Promise<ImportReport> {
  const began = performance.now();
  const { source, dryRun, lenient, path, format } = request;
  const { description, remarks } = source;
  const builder = new ReportBuilder({ format, source: path, description, dryRun, lenient, remarks });
  const before = readCounters(tx.db);
  const intake = openIntake(tx, identity, builder);
  try {
    const breathe = breather(request);
    const sample = new Sample(random);
    const onReject: OnReject = lenient ? () => {} : refuseRow(path);
    const read = await takeRows(intake, request, sample, onReject, breathe);
    request.tell({ step: "linking", done: read, total: read });
    await followLinks(intake, breathe);
    await settleLives(intake, breathe);
    await assignHolders(intake, breathe);
    settleRuns(tx, identity.id);
    request.tell({ step: "verifying", done: read, total: read });
    verify(intake, read, source.rowCount, sample);
    const after = intake.keys.save(tx);
    requireUnchanged(source, sourceHash, path);
    return finish(intake, builder.build(performance.now() - began), { before, after }, clock());
  } finally {
    intake.close();
  }
}

async function takeRows(
  intake: Intake,
  { source, tell }: ImportRequest,
  sample: Sample,
  onReject: OnReject,
  breathe: () => Promise<void>,
): Promise<number> {
  let read = 0;
  for (const row of source.rows()) {
    const records = takeRow(intake, source, row, onReject);
    if (records) sample.offer(row, records);
    read += 1;
    if (read % ROWS_A_TURN === 0) tell({ step: "reading", done: read, total: source.rowCount });
    if (read % ROWS_A_TURN === 0) await breathe();
  }
  return read;
}

/** Answers what lets others have their turn now and then, and ends the import when it is not wanted any more. */
function breather({ signal }: ImportRequest): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 20) return;
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
    if (signal.aborted)
      throw new OverstoryError("conflict", "the import was interrupted; nothing was imported");
  };
}

function requireUnchanged(source: OpenSource, hash: string, path: string): void {
  if (source.hash() === hash) return;
  throw new OverstoryError("conflict", `${path} is being written by another program; nothing was imported`, {
    hint: "close that program and try again",
  });
}

function finish(
  { tx, import: { id, key, format } }: Intake,
  report: ImportReport,
  around: { before: Record<string, number>; after: Record<string, number> },
  now: number,
): ImportReport {
  if (!report.dryRun) tx.event("import.completed", {}, { key, format, ...report.rows, made: report.made });
  const counters = { ...around, lastActivityId: lastActivityId(tx.db) };
  finishImport(tx, id, { report, counters, lastEventId: lastEventId(tx.db), endedAt: now });
  return report;
}
