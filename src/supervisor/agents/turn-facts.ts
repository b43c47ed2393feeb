import type { Database } from "bun:sqlite";
import type { AfterTurnFacts, WorkAfterTurn } from "../../domain/agent/after-turn.ts";
import type { Retry } from "../../domain/agent/retry.ts";
import { ALONE, type TeamFacts } from "../../domain/agent/team-turn.ts";
import type { Turn } from "../../domain/agent/turn.ts";
import { holdOf } from "../../domain/limit.ts";
import type { Session } from "../../domain/session.ts";
import { isSettled, type Task } from "../../domain/task.ts";
import { readStatus } from "../../git/status.ts";
import { type IdleAgent, limitEndedAt, readTurnHistory } from "../../store/after-turn.ts";
import { lastTaskOf } from "../../store/claims.ts";
import { countProbes, findLimit, groupOf } from "../../store/limits.ts";
import { isAboutToHear, lastAskedAt } from "../../store/mail-receipts.ts";
import { givenBackAs } from "../../store/merges.ts";
import { listUnheard } from "../../store/notices.ts";
import { wasSent } from "../../store/run-watch.ts";
import { getRun } from "../../store/runs.ts";
import { lineOf } from "../../store/session-query.ts";
import { listTasksMadeBy } from "../../store/spawned-tasks.ts";
import { listWork, requireTask } from "../../store/tasks.ts";
import { getWatch } from "../../store/watches.ts";
import { closureKey } from "../run-news.ts";
import { lookAtWork } from "../work.ts";
import type { World } from "../world.ts";

/** @param jitter see `holdOf` */
export function readAfterTurn(
  { store: { db }, runtimes }: Pick<World, "store" | "runtimes">,
  { session, turn }: IdleAgent,
  jitter: number,
): AfterTurnFacts {
  const runtime = runtimes.all.find(({ name }) => name === session.runtime);
  const { tries, ...history } = readTurnHistory(db, turn, runtime?.abilities.proof != null);
  const task = session.currentTaskId === null ? null : requireTask(db, session.currentTaskId);
  return {
    turn,
    ...history,
    hasMessage: history.hasMessage || hasMailComing(db, turn),
    isHeld: isHeld(session, turn.fault !== null, isOurQuestion(db, session)),
    task: taskOf(db, session, task),
    unheard: listUnheard(db, session.id).map(({ text }) => text),
    autoCommit: task?.spec.autoCommit ?? false,
    team: readTeam(db, session, task),
    retry: { tries, wall: readWall(db, session, turn.since, jitter), jitter: jitterOf(session) },
  };
}

type Db = World["store"]["db"];

/** Whoever was asked by mail may be at work; after that the agent is reminded of its task, or a person hears. */
const ANSWER_MS = 15 * 60_000;

function readTeam(db: Db, { id }: Session, task: Task | null): TeamFacts {
  if (task === null) return ALONE;
  const { runId, spec } = task;
  const line = lineOf(db, id);
  const askedAt = lastAskedAt(db, line);
  const answerDueAt = askedAt === null ? null : askedAt + ANSWER_MS;
  const openChildren = listTasksMadeBy(db, line).filter(({ status }) => !isSettled(status)).length;
  const changesNothing = spec.mayWrite?.length === 0;
  if (!spec.isCoordination || runId === null)
    return { coordination: null, openChildren, changesNothing, answerDueAt };
  const tasks = listWork(db, runId);
  const coordination = {
    open: tasks.filter(({ status }) => !isSettled(status)).length,
    tasks: tasks.length,
    plan: getRun(db, runId)?.plan ?? null,
    isClosureTold: wasSent(db, closureKey({ id: runId }, tasks)),
  };
  return { coordination, openChildren, changesNothing, answerDueAt };
}

/** The mail of one whose turn was broken off waits until that is over. */
const hasMailComing = (db: Db, { sessionId, fault, isInterrupted }: Turn): boolean =>
  fault === null && !isInterrupted && isAboutToHear(db, sessionId);

/** It was asked by us, about this turn: the answer may come in other ways than by a prompt. */
const isOurQuestion = (db: Db, { id, attention }: Session): boolean =>
  attention === "question" && getWatch(db, id)?.evidence.declared?.by === "supervisor";

function isHeld({ attention }: Session, isBroken: boolean, isOurs: boolean): boolean {
  if (attention === null || isOurs) return false;
  return !(isBroken && (attention === "limited" || attention === "auth"));
}

/** @param since when it ran into it, ms UTC: one whose time had come by then has to be put on record again */
function readWall(db: Db, session: Session, since: number, jitter: number): Retry["wall"] {
  const group = groupOf(session);
  const limit = findLimit(db, group);
  if (limit && limit.until <= since) return null;
  if (limit) {
    const probes = countProbes(db, limit);
    return { opensAt: holdOf(limit, probes, jitter).opensAt, isNext: probes === 0 };
  }
  const overAt = limitEndedAt(db, session.id, group);
  return overAt === null ? null : { overAt };
}

/** Another for each session, and always the same for one. */
const jitterOf = ({ id }: Session): number => Number(BigInt(Bun.hash(id)) % 1000n) / 1000;

/** What it has made so far; null for one without a worktree, or whose worktree is gone. Throws when git cannot tell. */
export async function readWork(
  world: Pick<World, "git" | "worktrees" | "store">,
  session: Session,
): Promise<WorkAfterTurn | null> {
  const work = await lookAtWork(world, session);
  if (typeof work !== "object" || session.worktree === null) return null;
  const { commits, dirtyFiles, head } = work;
  const { currentTaskId, worktree } = session;
  const isAsBefore = currentTaskId === null ? null : givenBackAs(world.store.db, currentTaskId, head);
  const committed = { commits, givenBackAs: isAsBefore };
  if (dirtyFiles === 0) return { ...committed, dirty: [] };
  const { changed } = await readStatus(world.git.at(worktree));
  return { ...committed, dirty: changed.map(({ path }) => path) };
}

/** A person's agent that was taken over is never ended for them, whatever it works on: they are asked. */
function taskOf(db: Database, session: Session, task: Task | null): AfterTurnFacts["task"] {
  if (session.adoptedAt !== null) return "none";
  if (task) return "held";
  return lastTaskOf(db, session.id) === null ? "none" : "over";
}
