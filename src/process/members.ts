import type { ProcessIdentity } from "../domain/session.ts";
import { readNonces } from "./environ.ts";
import { identityOf } from "./identity.ts";
import { type ProcessRow, sessionOf } from "./process-row.ts";
import { readProcessTable } from "./table.ts";

/** By what the processes of a session are found. */
export interface MemberSeeds {
  /** Processes known to belong to it. One that is gone counts for nothing, nor does a later process with its pid. */
  known: readonly ProcessIdentity[];
  /** Value of OVERSTORY_NONCE in its environment; null for none. */
  nonce: string | null;
}

/**
 * The living processes of a session: the known ones, those that carry its nonce, and from there all descendants and
 * everyone in a terminal session that one of them leads. Never this process, its ancestors, or process 1.
 */
export async function findMembers(seeds: MemberSeeds): Promise<ProcessIdentity[]> {
  const table = await readProcessTable();
  const forbidden = ourLine(table);
  const candidates = [...table.values()].filter(({ pid }) => !forbidden.has(pid));
  const known = candidates.filter((row) => seeds.known.some((identity) => isSame(row, identity)));
  const marked = await withNonce(candidates, seeds.nonce);
  const members = closure(candidates, [...known, ...marked], ownSessions(known, seeds.known));
  return members.filter(({ ended }) => !ended).map(identityOf);
}

const isSame = (row: ProcessRow, identity: ProcessIdentity) =>
  row.pid === identity.pid && row.startTime === identity.startTime;

/** This process and its ancestors. */
function ourLine(table: ReadonlyMap<number, ProcessRow>): Set<number> {
  const line = new Set([0, 1]);
  for (let pid = process.pid; !line.has(pid); pid = table.get(pid)?.ppid ?? 0) line.add(pid);
  return line;
}

async function withNonce(rows: readonly ProcessRow[], nonce: string | null): Promise<ProcessRow[]> {
  if (nonce === null || nonce === "") return [];
  const pids = new Set((await readNonces()).get(nonce));
  return rows.filter(({ pid }) => pids.has(pid));
}

/**
 * Sessions whose leader is gone but was one of the known: a living known process in such a session proves that its
 * number has not passed to someone else.
 */
function ownSessions(living: readonly ProcessRow[], known: readonly ProcessIdentity[]): Set<number> {
  const knownPids = new Set(known.map(({ pid }) => pid));
  return new Set(living.map(sessionOf).filter((session) => knownPids.has(session)));
}

function closure(
  candidates: readonly ProcessRow[],
  first: readonly ProcessRow[],
  sessions: ReadonlySet<number>,
): ProcessRow[] {
  const members = new Map(first.map((row) => [row.pid, row]));
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const row of candidates) {
      const session = sessionOf(row);
      if (members.has(row.ppid) || members.has(session) || sessions.has(session)) members.set(row.pid, row);
    }
  }
  return [...members.values()];
}
