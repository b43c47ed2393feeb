import type { Evidence, Movement, Signal } from "./evidence.ts";
import type { RecordedSilence, WatchLogEntry } from "./log-entry.ts";
import type { WatchPolicy } from "./policy.ts";
import { lastMovement, type Verdict } from "./verdict.ts";

/** A stretch in which a session is known not to have moved. Times are observed ms. */
export interface Silence {
  since: number;
  /** Nothing is known to have moved before. */
  until: number;
  /** When it moved again at the latest; null when it did not. */
  movedAgainAt: number | null;
  /** What was known, and from when on; the first from `since` on. */
  known: [Known, ...Known[]];
  /** The steps that were recorded in it. */
  steps: WatchLogEntry[];
}

export interface Known {
  from: number;
  evidence: Evidence;
  policy: WatchPolicy;
}

/** What is known at present of a session that is open. */
export interface Present {
  evidence: Evidence;
  policy: WatchPolicy;
  verdict: Verdict;
  /** observed ms */
  observed: number;
}

/**
 * The silences that the log knows of one session, in order. Those that were too short for the log are left out, and so is
 * what lies between two silences: the session moved there.
 *
 * @param entries of that session, in order
 * @param present null when the session has ended
 */
export function silencesOf(entries: readonly WatchLogEntry[], present: Present | null): Silence[] {
  const drafts = new Map<number, Silence>();
  for (const { observed, detail, ...entry } of entries) {
    if (detail.silence) close(drafts, { observed, ...detail }, detail.silence);
    else add(drafts, { observed, detail, ...entry });
  }
  if (present) {
    const { movedAt, rule, expiresAt } = present.verdict;
    close(drafts, present, { since: movedAt, rule, expiresAt });
  }
  const inOrder = [...drafts.values()].sort((a, b) => a.since - b.since);
  return inOrder.map((silence, index) => finish(silence, inOrder[index + 1]));
}

/** A verdict or a step: nothing had moved until then. */
function add(drafts: Map<number, Silence>, entry: WatchLogEntry): void {
  const { evidence, policy } = entry.detail;
  const since = lastMovement(evidence);
  const draft = draftOf(drafts, { from: since, evidence: asFromTheStart(evidence), policy });
  draft.until = Math.max(draft.until, entry.observed);
  draft.known.push({ from: entry.observed, evidence, policy });
  if (entry.kind === "step") draft.steps.push(entry);
}

/** The silence is over, or is as long as is known. What is known may be from after it. */
function close(
  drafts: Map<number, Silence>,
  { evidence, policy, observed }: Omit<Present, "verdict">,
  silence: RecordedSilence,
): void {
  const movedAt = lastMovement(evidence);
  const hasMoved = movedAt > silence.since;
  const quiet = quietEvidence(silence, evidence);
  const draft = draftOf(drafts, { from: silence.since, evidence: quiet, policy });
  draft.until = Math.max(draft.until, hasMoved ? movedAt : observed);
  if (hasMoved) draft.movedAgainAt = movedAt;
}

/** The silence that begins then; what is known is taken for it if it has none yet. */
function draftOf(drafts: Map<number, Silence>, known: Known): Silence {
  const { from: since } = known;
  const draft = drafts.get(since) ?? { since, until: since, movedAgainAt: null, known: [known], steps: [] };
  drafts.set(since, draft);
  return draft;
}

/** Within a silence all stays the same, but for its process: what else that became is news, with an entry of its own. */
const asFromTheStart = (evidence: Evidence): Evidence => ({ ...evidence, process: "alive" });

/** What must have been known in a silence of which nothing is on record but its end, and the rule that decided in it. */
function quietEvidence(silence: RecordedSilence, after: Evidence): Evidence {
  const { since } = silence;
  return {
    startedAt: Math.min(after.startedAt, since),
    hasBooted: after.hasBooted && after.startedAt <= since,
    turn: after.turn === "none" ? "none" : "working",
    process: "alive",
    movements: notAfter(after.movements, since),
    openTools: after.openTools.filter(({ openedAt }) => openedAt <= since),
    declared: null,
    readsTerminal: false,
    screen: null,
    mark: null,
    ...explanation(silence),
  };
}

/** Evidence that the rule would decide by again. */
function explanation({ rule, since, expiresAt }: RecordedSilence): Partial<Evidence> {
  const declared = { reason: null, until: null, declaredAt: since };
  switch (rule) {
    case "open_tool":
      return expiresAt === null
        ? {}
        : { openTools: [{ id: null, name: "tool", openedAt: since, permittedMs: expiresAt - since }] };
    case "declared_wait":
      return { declared: { ...declared, attention: "question" } };
    case "declared_limit":
    case "screen_limit":
      return { declared: { ...declared, attention: "limited" } };
    case "turn_over":
      return { turn: "idle" };
    case "screen_asks":
      return { screen: "dialog" };
    case "reads_terminal":
      return { readsTerminal: true };
    case "process_stopped":
      return { process: "stopped" };
    case "process_unseen":
    case "work_unseen":
      return { process: { unknown: "it could not be seen" } };
    default:
      return {};
  }
}

function notAfter(movements: Evidence["movements"], time: number): Record<Signal, Movement> {
  const limited = ({ movedAt, unknown }: Movement): Movement => ({
    movedAt: movedAt === null ? null : Math.min(movedAt, time),
    unknown,
  });
  return {
    reports: limited(movements.reports),
    output: limited(movements.output),
    files: limited(movements.files),
    transcript: limited(movements.transcript),
    cpu: limited(movements.cpu),
    io: limited(movements.io),
  };
}

function finish(silence: Silence, next: Silence | undefined): Silence {
  // Whether it comes to life in time does not depend on its movements.
  const isBootingOn = next !== undefined && isBooting(silence) && isBooting(next);
  return {
    ...silence,
    until: isBootingOn ? next.since : silence.until,
    movedAgainAt: silence.movedAgainAt ?? next?.since ?? null,
  };
}

const isBooting = ({ known: [first] }: Silence) => !first.evidence.hasBooted;
