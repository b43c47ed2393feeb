import { join } from "node:path";
import type { Run } from "../domain/run.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { branchTip } from "../git/branches.ts";
import { sessionLogs } from "../paths.ts";
import { identify } from "../process/identity.ts";
import { ensureLaunch } from "../process/launch.ts";
import { latestApproval } from "../store/approvals.ts";
import { claimTask, listClaimants } from "../store/claims.ts";
import { getRun } from "../store/runs.ts";
import { recordBase, recordSpawn } from "../store/session-changes.ts";
import { readToken } from "../store/session-keeping.ts";
import { findOpenByName, getSession, insertSession, requireSession } from "../store/sessions.ts";
import { depthOf, findParent } from "../store/spawned-tasks.ts";
import type { Transaction } from "../store/store.ts";
import { requireTask } from "../store/tasks.ts";
import { baseEnvironment, sessionEnvironment } from "./agent-environment.ts";
import { ensureAgentProgram } from "./agent-program.ts";
import { modeOf, prepareAgent } from "./agent-start.ts";
import { takeFromPerson } from "./agents/take-from-person.ts";
import { beginConversation } from "./conversation.ts";
import { readInheritance, takeOver } from "./inheritance.ts";
import { readRefusal } from "./merging/read-refusal.ts";
import { makeWorktree } from "./tidying/pool.ts";
import { worktreesFolder } from "./worktrees-folder.ts";
import type { World } from "./world.ts";

/** The intent to spawn: a booting session that holds its task. What follows can be done again after a crash at any point. */
export function beginSession(world: World, tx: Transaction, run: Run, task: Task, attempt: number): Session {
  // A person may have put it off since that was decided.
  if (task.status !== "todo")
    throw new OverstoryError("conflict", `task ${task.key} is ${task.status}; no session is begun for it`);
  const predecessorId =
    listClaimants(tx.db, run.id).findLast(({ taskId }) => taskId === task.id)?.sessionId ?? null;
  const predecessor = predecessorId === null ? null : getSession(tx.db, predecessorId);
  const { phase, metadata } = readInheritance(tx.db, world.settings, predecessor);
  const runtime = world.runtimes.require(task.spec.runtime);
  const refusal = readRefusal(tx.db, task);
  const parent = findParent(tx.db, task);
  const role = refusal && world.settings.merge.conflicts === "merger" ? "merger" : task.spec.role;
  const session = insertSession(tx, {
    // No task key holds an @, so no other session can have that name.
    name: findOpenByName(tx.db, task.key) ? `${task.key}@${run.key}` : task.key,
    role,
    runtime: runtime.name,
    // It has to be there for what those tell it that work for it.
    mode: task.spec.isCoordination ? "interactive" : modeOf(world.settings, runtime),
    ...beginConversation(tx.db, runtime, predecessor?.role === role ? predecessor : null),
    phase,
    metadata,
    runId: run.id,
    parentId: parent?.id ?? null,
    depth: predecessor?.depth ?? depthOf(tx.db, task, parent),
    predecessorId,
    attempt,
    worktree: join(worktreesFolder(world), run.key.toLowerCase(), task.key),
    branch: `overstory/task/${run.key.toLowerCase()}/${task.key}`,
    // What a person's agent worked on is on their own branch; one that brings two sides together starts from the target.
    baseCommit: predecessor?.adoptedAt === null && !refusal ? predecessor.baseCommit : null,
    limitGroup: predecessor?.limitGroup ?? null,
  });
  claimTask(tx, session.id, task.id);
  const begun = requireSession(tx.db, session.id);
  if (predecessor) takeOver(tx, begun, predecessor);
  return begun;
}

/**
 * Brings a booting session to life: worktree, launch files, pane. Every step finds what an earlier try has done. Throws
 * OverstoryError when it cannot be done.
 */
export async function carryOutSpawn(world: World, { id }: Session): Promise<Session> {
  const session = requireOwn(world, id);
  const cwd = await (session.adoptedAt === null ? makePlace(world, session) : takeFromPerson(world, session));
  const argv = ensureLaunch(world.paths.launches, session.id, launchSpec(world, session, cwd));
  const tmux = await world.tmux.get();
  const { leaderPid, address } = await tmux.spawnPane({
    name: `ov-${session.id}`,
    title: `${session.key} ${session.name}`,
    nonce: session.nonce,
    cwd,
    argv,
    logFolder: sessionLogs(world.paths, session.key),
    logCapBytes: world.settings.logCapKib * 1024,
    width: 200,
    height: 50,
  });
  const leader = await identify(leaderPid);
  await world.store.write((tx) =>
    recordSpawn(
      tx,
      session.id,
      address,
      typeof leader === "object" && "found" in leader ? leader.found : null,
    ),
  );
  return requireOwn(world, id);
}

function requireOwn({ store }: World, id: string): Session {
  const session = getSession(store.db, id);
  if (!session) throw new OverstoryError("not_found", `session ${id} is gone`);
  return session;
}

/** Answers where it works. */
async function makePlace(world: World, session: Session): Promise<string> {
  const { worktree, branch, baseCommit, currentTaskId } = await withBase(world, session);
  if (!worktree || !branch || !baseCommit || !currentTaskId) {
    throw new OverstoryError("internal", `${session.key} has no worktree, branch, base or task`);
  }
  await makeWorktree(world, { path: worktree, branch, base: baseCommit });
  return worktree;
}

/** The branch starts where the integration branch stands, so that it holds the work of the tasks it depends on. */
async function withBase({ git, store }: World, session: Session): Promise<Session> {
  if (session.baseCommit !== null) return session;
  const run = session.runId === null ? null : getRun(store.db, session.runId);
  const base = run?.targetBranch ? await branchTip(git, run.targetBranch) : null;
  if (base === null) {
    throw new OverstoryError(
      "git",
      `the integration branch ${run?.targetBranch ?? ""} of ${run?.key ?? "the run"} is gone`,
      {
        hint: `git branch ${run?.targetBranch ?? "BRANCH"} COMMIT brings it back`,
      },
    );
  }
  await store.write((tx) => recordBase(tx, session.id, base));
  return { ...session, baseCommit: base };
}

/** @param cwd in its worktree */
function launchSpec(world: World, session: Session, cwd: string) {
  const { db } = world.store;
  const task = session.currentTaskId === null ? null : requireTask(db, session.currentTaskId);
  const { argv, env } = prepareAgent(world, session, task);
  const run = session.runId === null ? null : getRun(db, session.runId);
  const predecessor = session.predecessorId === null ? null : getSession(db, session.predecessorId);
  const base = baseEnvironment(world.settings, process.env, session.worktree ?? cwd);
  return {
    command: { argv },
    cwd,
    env: {
      ...base,
      ...env,
      PATH: [ensureAgentProgram(world.paths), env.PATH ?? base.PATH ?? ""].filter(Boolean).join(":"),
      ...sessionEnvironment(world.paths, session, task, {
        run,
        predecessor,
        approval: latestApproval(db, session.id),
        refusal: task && readRefusal(db, task),
        token: readToken(db, session.id),
      }),
    },
  };
}
