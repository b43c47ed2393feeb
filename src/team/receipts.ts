import type { Usage } from "../domain/agent/usage.ts";
import type { Merge } from "../domain/merge.ts";
import {
  type Commit,
  type Receipt,
  type RunFacts,
  runReceipt,
  sessionReceipt,
  type TaskFacts,
  taskReceipt,
} from "../domain/receipt.ts";
import type { Run } from "../domain/run.ts";
import { isOpen, type Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { branchTip } from "../git/branches.ts";
import { listCommits } from "../git/commits-since.ts";
import type { Git } from "../git/git.ts";
import { isAncestor } from "../git/merge-commit.ts";
import { listWip } from "../git/wip.ts";
import { getBatch, listBatchGates } from "../store/batches.ts";
import { lastTaskOf, listTenures } from "../store/claims.ts";
import { findCompletion } from "../store/completion-facts.ts";
import { listGatesOf } from "../store/gates.ts";
import { latestMergeOf, listMerges } from "../store/merges.ts";
import { findRun, requireRun } from "../store/runs.ts";
import { findSession, listSessionsOfRun, requireSession } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { labelOf } from "../store/task-edits.ts";
import { listTasks, requireTask, requireTaskByKey } from "../store/tasks.ts";
import { usageOfRuns, usageOfSession, usageOfTasks } from "../store/usage.ts";

/** Commits that a receipt names. */
const MOST_COMMITS = 20;

export interface ReceiptPorts {
  /** That a session came to its end is enough to prove its work, by its runtime, its role, or what it had others do. */
  needsNoCommit(session: Session, task: Task | null): boolean;
}

/** What git says that the database does not hold, read once for a whole receipt. */
interface GitFacts {
  /** Refs of saved work, by session key. */
  saved: ReadonlyMap<string, string[]>;
  tipOf(branch: string): Promise<string | null>;
}

/** Tells what proves that work was done. Nothing is changed by it. */
export class Receipts {
  readonly #store: Store;
  readonly #git: Git;
  readonly #ports: ReceiptPorts;

  constructor(store: Store, git: Git, ports: ReceiptPorts) {
    this.#store = store;
    this.#git = git;
    this.#ports = ports;
  }

  /**
   * @param subject key or id of a run, a session or a task, or the name of a session; where a session is named for its
   *   task, the task is meant. Throws `not_found` naming it.
   */
  async of(subject: string): Promise<Receipt> {
    const { db } = this.#store;
    const git = await this.#readGit();
    if (findRun(db, subject) || /^run-\d+$/i.test(subject)) return this.#ofRun(requireRun(db, subject), git);
    const session = findSession(db, subject);
    if (isExactly(session, subject) || /^session-\d+$/i.test(subject))
      return this.#ofAlone(requireSession(db, subject), git);
    try {
      return await this.#ofTask(requireTaskByKey(db, subject), git);
    } catch (error) {
      if (session && error instanceof OverstoryError && error.code === "not_found")
        return this.#ofAlone(session, git);
      throw error;
    }
  }

  #ofAlone = async (session: Session, git: GitFacts): Promise<Receipt> =>
    this.#ofSession(session, this.#taskOf(session), git, await this.#commitsOf(session, git));

  async #ofRun(run: Run, git: GitFacts): Promise<Receipt> {
    const { db } = this.#store;
    const tasks: Receipt[] = [];
    for (const task of listTasks(db, run.id)) tasks.push(await this.#ofTask(task, git));
    return runReceipt({
      run,
      tasks,
      queuedMerges: listMerges(db, run.id).filter(({ state }) => state === "queued").length,
      openSessions: listSessionsOfRun(db, run.id).filter(({ state }) => isOpen(state)).length,
      delivery: await this.#deliveryOf(run, git),
      usage: usageOfRuns(db, [run.id]).get(run.id)?.total ?? null,
    });
  }

  async #ofTask(task: Task, git: GitFacts): Promise<Receipt> {
    const { db } = this.#store;
    const ids = new Set(listTenures(db, [task.id]).map(({ sessionId }) => sessionId));
    const sessions = [...ids].map((id) => requireSession(db, id));
    const last = sessions.at(-1);
    const commits = last ? await this.#commitsOf(last, git) : [];
    const merge = latestMergeOf(db, task.id);
    return taskReceipt({
      task,
      label: labelOf(db, task.id),
      completion: last ? findCompletion(db, task.id, last.id) : null,
      merge,
      batch: this.#batchOf(merge),
      isInTarget: merge?.state === "merged" ? await this.#isInTarget(merge, git) : null,
      needsMerge: task.runId !== null && (last?.commits ?? 0) > 0,
      sessions: sessions.map((session) =>
        this.#ofSession(session, task, git, session === last ? commits : []),
      ),
      usage: usageOfTasks(db, [task.id]).get(task.id)?.total ?? null,
    });
  }

  #ofSession(session: Session, task: Task | null, { saved }: GitFacts, commits: readonly Commit[]): Receipt {
    const { db } = this.#store;
    return sessionReceipt({
      session,
      gates: task?.spec.gates ?? [],
      gateRuns: task ? listGatesOf(db, task.id, session.id) : [],
      needsNoCommit: this.#ports.needsNoCommit(session, task),
      savedWork: saved.get(session.key) ?? [],
      commits,
      usage: this.#usageOf(session),
    });
  }

  #usageOf = ({ id }: Session): Usage | null => usageOfSession(this.#store.db, id)?.total ?? null;

  #taskOf({ id, currentTaskId }: Session): Task | null {
    const taskId = currentTaskId ?? lastTaskOf(this.#store.db, id);
    return taskId === null ? null : requireTask(this.#store.db, taskId);
  }

  #batchOf(merge: Merge | null): TaskFacts["batch"] {
    const { db } = this.#store;
    const batch = merge?.batchId ? getBatch(db, merge.batchId) : null;
    return batch && { ...batch, runs: listBatchGates(db, batch.id) };
  }

  /** Up to the commit that it ended with, or to where its branch stands while it goes on. */
  async #commitsOf({ baseCommit, headCommit, branch }: Session, git: GitFacts): Promise<Commit[]> {
    const head = headCommit ?? (branch === null ? null : await git.tipOf(branch));
    if (baseCommit === null || head === null) return [];
    return listCommits(this.#git, baseCommit, head, MOST_COMMITS);
  }

  async #isInTarget({ targetBranch, mergeCommit }: Merge, git: GitFacts): Promise<boolean | null> {
    const tip = await git.tipOf(targetBranch);
    return tip === null || mergeCommit === null ? null : this.#has(tip, mergeCommit);
  }

  async #deliveryOf({ targetBranch, intoBranch }: Run, git: GitFacts): Promise<RunFacts["delivery"]> {
    if (targetBranch === null || intoBranch === null || targetBranch === intoBranch) return null;
    const [from, into] = await Promise.all([git.tipOf(targetBranch), git.tipOf(intoBranch)]);
    const isDelivered = from === null || into === null ? null : await this.#has(into, from);
    return { from: targetBranch, into: intoBranch, isDelivered };
  }

  /** null where git cannot tell: the commit may be gone by now. */
  async #has(tip: string, commit: string): Promise<boolean | null> {
    try {
      return await isAncestor(this.#git, commit, tip);
    } catch (error) {
      if (error instanceof OverstoryError && error.code === "git") return null;
      throw error;
    }
  }

  async #readGit(): Promise<GitFacts> {
    const refs = Map.groupBy(await listWip(this.#git), ({ session }) => session);
    const tips = new Map<string, Promise<string | null>>();
    return {
      saved: new Map([...refs].map(([key, wips]) => [key, wips.map(({ ref }) => ref)])),
      tipOf: (branch) => {
        const reading = tips.get(branch) ?? branchTip(this.#git, branch);
        tips.set(branch, reading);
        return reading;
      },
    };
  }
}

const isExactly = (session: Session | null, subject: string): boolean =>
  session !== null && [session.id, session.key].includes(subject);
