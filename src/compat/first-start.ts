import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Condition } from "../domain/alert.ts";
import { planFirstStart } from "../domain/import/first-start.ts";
import type { ImportReport } from "../domain/import/report.ts";
import { describeError, OverstoryError } from "../errors.ts";
import type { Logger } from "../log.ts";
import { findImportOf, hasImportedFrom, hasWork } from "../store/imports.ts";
import type { Store } from "../store/store.ts";
import { runImport } from "./engine/run-import.ts";
import type { Format, OpenSource } from "./format.ts";

export interface FirstStartParts {
  store: Store;
  backups: string;
  /** Top of the repository. */
  root: string;
  /** The earlier product's. */
  format: Format;
  log: Logger;
  /** ms UTC */
  clock: () => number;
  random: () => number;
}

/** Where the earlier product left its sessions. */
export const legacyFile = (root: string): string => join(root, ".overstory", "sessions.json");

/**
 * Takes in what the earlier product left, at the first start of a project. The file is renamed as the very last step; a crash
 * before that is made up for by the next start. Trouble never keeps the daemon from starting: the file stays as it is.
 *
 * @returns what a person should know; null when all is well
 */
export async function firstStart(parts: FirstStartParts): Promise<Condition | null> {
  const path = legacyFile(parts.root);
  if (!existsSync(path)) return null;
  try {
    const isEmpty = !hasWork(parts.store.db);
    // A file beside work that did not come from it is not even read.
    if (!isEmpty && !hasImportedFrom(parts.store.db, path)) return null;
    const source = parts.format.open(path);
    if (!source) return null;
    try {
      return await carryOut(parts, path, source, isEmpty);
    } finally {
      source.close();
    }
  } catch (error) {
    return await tellFailure(parts, path, error);
  }
}

async function carryOut(
  parts: FirstStartParts,
  path: string,
  source: OpenSource,
  isEmpty: boolean,
): Promise<Condition | null> {
  const { store, log } = parts;
  const isImported = findImportOf(store.db, parts.format.name, source.hash()) !== null;
  const plan = planFirstStart({ exists: true, isImported }, isEmpty);
  if (plan === "leave") return null;
  if (plan === "rename") {
    putAway(parts, path);
    return null;
  }
  log.info(`importing ${source.description} from ${path}`);
  const { report, record } = await runImport(parts, {
    format: parts.format.name,
    path,
    source,
    dryRun: false,
    lenient: true,
    tell: ({ step, done, total }) => log.info(`import: ${step}, ${done} of ${total ?? "?"} rows`),
    signal: new AbortController().signal,
  });
  const { imported, merged, rejected } = report.rows;
  log.info(`imported ${path} as ${record?.key}: ${imported} rows, ${merged} merged, ${rejected} rejected`);
  putAway(parts, path);
  return tellRejects(report, record?.key ?? "", path);
}

/** The one change that is ever made to what the earlier product left. */
function putAway({ clock, log }: FirstStartParts, path: string): void {
  const time = new Date(clock()).toISOString().replaceAll(":", "");
  const free = ["", ...Array.from({ length: 99 }, (_, n) => `-${n + 2}`)]
    .map((suffix) => `${path}.imported-${time}${suffix}`)
    .find((target) => !existsSync(target));
  try {
    if (free) renameSync(path, free);
  } catch (error) {
    log.warn(`${path} is imported and could not be renamed: ${describeError(error)}`);
  }
}

function tellRejects({ rows, rejects }: ImportReport, key: string, path: string): Condition | null {
  const [first] = rejects.first;
  if (!first) return null;
  const { row, field, reason } = first;
  return {
    ...CONDITION,
    severity: "warning",
    message: `${rows.rejected} of the entries of ${path} could not be taken in: entry ${row}${field === null ? "" : `, ${field}`}: ${reason}`,
    hint: `overstory import show ${key} lists them`,
  };
}

const CONDITION = { cause: "import_failed", kind: "import_failed", subject: "sessions.json" } as const;

async function tellFailure(
  { store, log }: FirstStartParts,
  path: string,
  error: unknown,
): Promise<Condition> {
  const message = describeError(error);
  if (error instanceof OverstoryError) log.error(`${path} could not be imported: ${message}`);
  else log.error(`${path} could not be imported`, error);
  await store.write((tx) => tx.event("import.failed", {}, { path, message }));
  const hint = error instanceof OverstoryError && error.hint ? `${error.hint}; ` : "";
  return {
    ...CONDITION,
    severity: "critical",
    message: `${path} could not be imported: ${message}`,
    hint: `${hint}the file is as it was; once it is mended: overstory daemon restart, or overstory import ${path} --lenient`,
  };
}
