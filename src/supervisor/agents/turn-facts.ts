import type { Database } from "bun:sqlite";
import type { AfterTurnFacts, WorkAfterTurn } from "../../domain/agent/after-turn.ts";
import type { Retry } from "../../domain/agent/retry.ts";
import { holdOf } from "../../domain/limit.ts";
import type { Session } from "../../domain/session.ts";
import type { Task } from "../../domain/task.ts";
import { readStatus } from "../../git/status.ts";
import { type IdleAgent, limitEndedAt, readTurnHistory } from "../../store/after-turn.ts";
import { lastTaskOf } from "../../store/claims.ts";
import { countProbes, findLimit, groupOf } from "../../store/limits.ts";
import { listUnheard } from "../../store/notices.ts";
import { requireTask } from "../../store/tasks.ts";
import { getWatch } from "../../store/watches.ts";
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
    isHeld: isHeld(session, turn.fault !== null, isOurQuestion(db, session)),
    task: taskOf(db, session, task),
    unheard: listUnheard(db, session.id).map(({ text }) => text),
    autoCommit: task?.spec.autoCommit ?? false,
    retry: { tries, wall: readWall(db, session, turn.since, jitter), jitter: jitterOf(session) },
  };
}

type Db = World["store"]["db"];

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
  world: Pick<World, "git" | "worktrees">,
  session: Session,
): Promise<WorkAfterTurn | null> {
  const work = await lookAtWork(world, session);
  if (typeof work !== "object" || session.worktree === null) return null;
  const { commits, dirtyFiles } = work;
  if (dirtyFiles === 0) return { commits, dirty: [] };
  const { changed } = await readStatus(world.git.at(session.worktree));
  return { commits, dirty: changed.map(({ path }) => path) };
}

/** A person's agent that was taken over is never ended for them, whatever it works on: they are asked. */
function taskOf(db: Database, session: Session, task: Task | null): AfterTurnFacts["task"] {
  if (session.adoptedAt !== null) return "none";
  if (task) return "held";
  return lastTaskOf(db, session.id) === null ? "none" : "over";
}
