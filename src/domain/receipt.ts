import type { Usage } from "./agent/usage.ts";
import type { Batch, BatchGate } from "./batch.ts";
import type { GateRun } from "./gate.ts";
import type { Merge } from "./merge.ts";
import { describeExit } from "./outcome.ts";
import type { Run } from "./run.ts";
import { isOpen, type Session } from "./session.ts";
import { isSettled, type Task } from "./task.ts";

/**
 * - proven: everything that proves it was looked at, and is so
 * - unproven: something is missing, or cannot be told; `proofs` name it
 * - underway: it goes on
 * - dropped: it is not to be done any more, so there is nothing to prove
 */
export type ReceiptVerdict = "proven" | "unproven" | "underway" | "dropped";

export interface Proof {
  name:
    | "outcome"
    | "commits"
    | "clean tree"
    | "gates"
    | "checks"
    | "merge"
    | "merged result"
    | "status"
    | "queue"
    | "delivery"
    | "sessions";
  /** null when it cannot be told, or is yet to come */
  met: boolean | null;
  detail: string;
}

/** What proves that work was done, or what is missing. */
export interface Receipt {
  subject: string;
  verdict: ReceiptVerdict;
  proofs: Proof[];
  /** What was committed, newest first; the first of them when there are very many. */
  commits: readonly Commit[];
  /** What the models used; null when nothing was told. */
  usage: Usage | null;
  /** Of a run its tasks, of a task its sessions, oldest first. */
  parts: Receipt[];
}

export interface Commit {
  id: string;
  subject: string;
}

/** What is known of one session's work at a task. */
export interface SessionFacts {
  session: Pick<Session, "key" | "state" | "outcome" | "reason" | "exitCode" | "commits" | "headCommit">;
  /** Gates of the task, and their newest runs on this session's work. */
  gates: readonly string[];
  gateRuns: readonly Pick<GateRun, "position" | "command" | "passed" | "exitCode" | "headCommit">[];
  /** That it came to its end is enough: its agent's exit is its word, it was to change nothing, or had others do it. */
  needsNoCommit: boolean;
  /** Refs with uncommitted work of it that was saved. */
  savedWork: readonly string[];
  commits: readonly Commit[];
  usage: Usage | null;
}

export function sessionReceipt(facts: SessionFacts): Receipt {
  const { session, gates } = facts;
  const proofs = [
    outcomeProof(session),
    commitProof(facts),
    treeProof(facts),
    ...gates.map((_, index) => gateProof(facts, index)),
  ];
  return {
    subject: session.key,
    verdict: isOpen(session.state) ? "underway" : judge(proofs),
    proofs,
    commits: facts.commits,
    usage: facts.usage,
    parts: [],
  };
}

function outcomeProof({ state, outcome, reason }: SessionFacts["session"]): Proof {
  const detail = [outcome ?? state, reason].filter((part) => part !== null).join(": ");
  return { name: "outcome", met: isOpen(state) ? null : outcome === "success", detail };
}

function commitProof({ session: { commits, headCommit }, needsNoCommit }: SessionFacts): Proof {
  if (commits === null) return { name: "commits", met: needsNoCommit ? true : null, detail: "not counted" };
  const tip = headCommit === null ? "" : `, up to ${headCommit.slice(0, 9)}`;
  const detail = commits === 0 ? "none" : `${commits === 1 ? "1 commit" : `${commits} commits`}${tip}`;
  return { name: "commits", met: commits > 0 || needsNoCommit, detail };
}

/** A success had a clean tree when it ended; of the others only what was saved is known. */
function treeProof({ session, savedWork }: SessionFacts): Proof {
  const saved = savedWork.length > 0 ? `uncommitted work saved as ${savedWork.join(", ")}` : null;
  if (isOpen(session.state))
    return { name: "clean tree", met: null, detail: saved ?? "it is still worked in" };
  if (session.outcome === "success")
    return { name: "clean tree", met: true, detail: saved ?? "nothing uncommitted at its end" };
  return { name: "clean tree", met: saved === null ? null : false, detail: saved ?? "not known at its end" };
}

function gateProof({ session, gates, gateRuns }: SessionFacts, position: number): Proof {
  const command = gates[position] ?? "";
  const run = gateRuns.findLast((one) => one.position === position && one.command === command);
  const proof = (met: boolean | null, words: string): Proof => ({
    name: "gates",
    met,
    detail: `${command}: ${words}`,
  });
  if (!run) return proof(null, "not run");
  if (run.passed === null) return proof(null, "runs");
  if (!run.passed)
    return proof(
      false,
      run.exitCode === null ? "ended without a status" : `exit ${describeExit(run.exitCode)}`,
    );
  const isOther =
    run.headCommit !== null && session.headCommit !== null && run.headCommit !== session.headCommit;
  if (isOther) return proof(false, `exit 0, but on ${run.headCommit?.slice(0, 9)}, an older commit`);
  return proof(true, "exit 0");
}

/** Somebody called a task complete, which its checks said nothing against, or these. */
export interface Completion {
  errors: readonly string[];
}

export interface TaskFacts {
  task: Pick<Task, "status" | "stopReason">;
  /** `RUN-001/api` */
  label: string;
  /** How somebody completed it who keeps a session, or none; null for what overstory has completed by itself. */
  completion: Completion | null;
  /** The merge of its last work; null when there is none. */
  merge: Pick<Merge, "key" | "state" | "targetBranch" | "mergeCommit" | "reason"> | null;
  /** What that was checked in, together with others; null without. */
  batch: (Pick<Batch, "state" | "gates"> & { runs: readonly Pick<BatchGate, "command" | "passed">[] }) | null;
  /** Whether its target has that merge now; null when there is none, or it cannot be told. */
  isInTarget: boolean | null;
  /** It has commits, so that it has to be merged. */
  needsMerge: boolean;
  /** Of the sessions that worked on it, oldest first. */
  sessions: readonly Receipt[];
  usage: Usage | null;
}

/** A task is proven by its last session and its merge; what earlier attempts lacked is told, and held against nobody. */
export function taskReceipt(facts: TaskFacts): Receipt {
  const { task, label, completion, needsMerge, sessions, usage } = facts;
  const last = sessions.at(-1);
  const proofs = [
    statusProof(task.status, task.stopReason, "complete"),
    ...(completion === null ? [] : [checkProof(completion)]),
    // A session that somebody keeps goes on with other work: its own end says nothing of this one.
    ...(last?.proofs ?? [NOBODY]).filter(({ name }) => completion === null || name !== "outcome"),
    ...(needsMerge ? mergeProofs(facts) : []),
  ];
  return {
    subject: label,
    verdict: task.status === "aborted" ? "dropped" : isSettled(task.status) ? judge(proofs) : "underway",
    proofs,
    commits: last?.commits ?? [],
    usage,
    parts: [...sessions],
  };
}

const NOBODY: Proof = { name: "sessions", met: false, detail: "no session worked on it" };

const checkProof = ({ errors }: Completion): Proof => ({
  name: "checks",
  met: errors.length === 0,
  detail:
    errors.length === 0
      ? "they let it be completed"
      : `it was completed all the same, against: ${errors.join("; ")}`,
});

function mergeProofs({ merge, isInTarget, batch }: TaskFacts): Proof[] {
  const proof = mergeProof(merge, isInTarget);
  return merge?.state === "merged" && batch ? [proof, resultProof(batch)] : [proof];
}

function mergeProof(merge: TaskFacts["merge"], isInTarget: boolean | null): Proof {
  if (!merge) return { name: "merge", met: null, detail: "not queued" };
  const { key, state, targetBranch, mergeCommit, reason } = merge;
  const proof = (met: boolean | null, words: string): Proof => ({
    name: "merge",
    met,
    detail: `${key} ${words}`,
  });
  if (state !== "merged")
    return proof(state === "queued" ? null : false, `${state}${reason === null ? "" : `: ${reason}`}`);
  const commit = mergeCommit?.slice(0, 9) ?? "";
  if (isInTarget === false)
    return proof(false, `was merged as ${commit}, and ${targetBranch} does not have it any more`);
  if (isInTarget === null)
    return proof(null, `was merged as ${commit}; whether ${targetBranch} still has it cannot be told`);
  return proof(true, `is in ${targetBranch} as ${commit}`);
}

/** It was merged upon the newest state of its target: what was checked is what the target became. */
function resultProof({ state, gates, runs }: NonNullable<TaskFacts["batch"]>): Proof {
  const proof = (met: boolean, detail: string): Proof => ({ name: "merged result", met, detail });
  if (gates.length === 0) return proof(true, "no gates are asked for");
  const bad = runs.filter(({ passed }) => passed !== true).map(({ command }) => command);
  if (state !== "green" || bad.length > 0)
    return proof(false, `not green: ${bad.join(", ") || `the check is ${state}`}`);
  if (runs.length === 0) return proof(true, "it has the very files that the gates of its task passed on");
  return proof(true, `exit 0: ${gates.join(", ")}`);
}

export interface RunFacts {
  run: Pick<Run, "key" | "status" | "reason">;
  queuedMerges: number;
  openSessions: number;
  /** Its branch with the result, and the one that was to get it; null for a run that delivers nowhere. */
  delivery: { from: string; into: string; isDelivered: boolean | null } | null;
  tasks: readonly Receipt[];
  usage: Usage | null;
}

/** Whether tasks may be dropped is decided where a run ends: one that is complete may have some. */
export function runReceipt({ run, queuedMerges, openSessions, delivery, tasks, usage }: RunFacts): Receipt {
  const proofs: Proof[] = [
    statusProof(run.status, run.reason, "completed"),
    countProof("queue", queuedMerges, "the merge queue is empty", "to be merged"),
    countProof("sessions", openSessions, "no session is open", "open"),
    ...(delivery === null ? [] : [deliveryProof(delivery)]),
  ];
  const isWhole = tasks.every(({ verdict }) => verdict === "proven" || verdict === "dropped");
  return {
    subject: run.key,
    verdict: run.status === "active" ? "underway" : isWhole ? judge(proofs) : "unproven",
    proofs,
    commits: [],
    usage,
    parts: [...tasks],
  };
}

const statusProof = (status: string, reason: string | null, wanted: string): Proof => ({
  name: "status",
  met: status === wanted,
  detail: reason === null ? status : `${status}: ${reason}`,
});

const countProof = (name: "queue" | "sessions", count: number, none: string, some: string): Proof => ({
  name,
  met: count === 0,
  detail: count === 0 ? none : `${count} ${some}`,
});

function deliveryProof({ from, into, isDelivered }: NonNullable<RunFacts["delivery"]>): Proof {
  const detail =
    isDelivered === null
      ? `whether ${into} has ${from} cannot be told`
      : `${into} ${isDelivered ? "has" : "does not have"} all of ${from}`;
  return { name: "delivery", met: isDelivered, detail };
}

const judge = (proofs: readonly Proof[]): "proven" | "unproven" =>
  proofs.every(({ met }) => met === true) ? "proven" : "unproven";
