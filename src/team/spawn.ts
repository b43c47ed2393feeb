import type { SpawnRequest } from "../api/contract/child.ts";
import { restartPolicy } from "../config/restart.ts";
import { knownRole, roleOf } from "../config/role-of.ts";
import type { Settings } from "../config.ts";
import type { Role } from "../domain/role.ts";
import type { Run } from "../domain/run.ts";
import type { Session } from "../domain/session.ts";
import { refuseSpawn } from "../domain/spawn-rules.ts";
import type { Task, TaskSpec } from "../domain/task.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { requireRun } from "../store/runs.ts";
import { lineOf } from "../store/session-query.ts";
import {
  countFailedAlike,
  countMade,
  findByRequest,
  findCoordinator,
  insertSpawnedTask,
  listTasksMadeBy,
} from "../store/spawned-tasks.ts";
import type { Store, Transaction } from "../store/store.ts";
import { listTasks, listWork } from "../store/tasks.ts";
import { refuseIdleCommand, runtimeOfCommand } from "./runtime-of-command.ts";

export interface SpawnPorts {
  settings: Pick<Settings, "roles" | "team" | "runtime" | "role" | "gates" | "timeout" | "restart">;
  /** Why such a task cannot be carried out here; null when it can. Throws `usage` for an unknown runtime. */
  refuses(spec: TaskSpec): { message: string; hint?: string } | null;
  /** Why tasks of an active run that could be begun are not, by id. */
  waitsOf(run: Run): ReadonlyMap<string, string>;
}

const MINUTE_MS = 60_000;
const ALIKE_WITHIN_MS = 10 * MINUTE_MS;

/** Has tasks done by further sessions of a run: they are begun when there is room for them. */
export class Spawns {
  readonly #store: Store;
  readonly #ports: SpawnPorts;

  constructor(store: Store, ports: SpawnPorts) {
    this.#store = store;
    this.#ports = ports;
  }

  /** For a session: its run, its limits. Throws `forbidden` naming the rule, `usage` and `not_found` naming the field. */
  async bySession(maker: Session, request: SpawnRequest): Promise<Task> {
    return this.#store.write((tx) => {
      const { runId } = maker;
      if (runId === null)
        throw new OverstoryError("conflict", `${maker.key} is in no run; there is nobody to spawn for it`);
      const run = requireActive(tx, runId);
      // A word of its own, and of those whose work it goes on with: others may use the same one.
      const requestId =
        request.requestId === undefined ? null : `${lineOf(tx.db, maker.id)[0]} ${request.requestId}`;
      const known = requestId === null ? null : findByRequest(tx.db, runId, requestId);
      if (known) return known;
      const role = this.#requireRole(request);
      this.#refuse(tx, maker, runId, request.title, role.name);
      // It may ask for more proof than is usual, not for less.
      const gates = [...new Set([...this.#usualGates(role), ...(request.gates ?? [])])];
      const spec = this.#specOf(run, { ...request, gates }, maker.runtime);
      return this.#insert(tx, runId, maker.id, { ...request, requestId }, spec);
    });
  }

  /** For the operator, who is bound by no limits but those of the run itself. */
  async byOperator(key: string, request: SpawnRequest): Promise<Task> {
    return this.#store.write((tx) => {
      const run = requireActive(tx, requireRun(tx.db, key).id);
      const spec = this.#specOf(run, request, coordinatedBy(tx, run));
      return this.#insert(tx, run.id, null, { ...request, requestId: request.requestId ?? null }, spec);
    });
  }

  waitsOf(run: Run): ReadonlyMap<string, string> {
    return run.status === "active" ? this.#ports.waitsOf(run) : new Map();
  }

  /** The tasks that the session has made, or that those have whose work it goes on with; for a coordinator all of its run. */
  childrenOf({ id, runId }: Session): Task[] {
    const { db } = this.#store;
    if (runId !== null && findCoordinator(db, runId)?.id === id) return listWork(db, runId);
    return listTasksMadeBy(db, lineOf(db, id));
  }

  #insert(
    tx: Transaction,
    runId: string,
    madeBy: string | null,
    request: Pick<SpawnRequest, "title" | "dependsOn"> & { requestId: string | null },
    spec: TaskSpec,
  ): Task {
    if (request.title.trim() === "") throw usageError("title: is empty");
    const { title, dependsOn = [], requestId } = request;
    return insertSpawnedTask(tx, { runId, madeBy, title, spec, dependsOn, requestId });
  }

  /** @param usual runtime where neither the request nor the role names one; null for that of the configuration */
  #specOf(run: Run, request: SpawnRequest, usual: string | null): TaskSpec {
    const { settings, refuses } = this.#ports;
    const role = this.#requireRole(request);
    const spec: TaskSpec = {
      prompt: request.prompt ?? (request.command === undefined ? request.title : null),
      command: request.command ?? null,
      runtime:
        request.runtime ?? runtimeOfCommand(request.command) ?? role.runtime ?? usual ?? settings.runtime,
      role: role.name,
      gates: [...(request.gates ?? this.#usualGates(role))],
      timeoutMs: settings.timeout,
      restart: role.restart ?? restartPolicy(undefined, settings.restart),
      autoCommit: false,
      ...(role.mayWrite === null ? {} : { mayWrite: role.mayWrite }),
    };
    refuseIdleCommand(spec.runtime, spec.command);
    const problem = refuses(spec);
    if (problem) throw usageError(`${run.key}: ${problem.message}`, problem.hint);
    return spec;
  }

  #usualGates(role: Role): readonly string[] {
    return role.gates ?? (isReader(role) ? [] : this.#ports.settings.gates);
  }

  #requireRole(request: SpawnRequest): Role {
    const { settings } = this.#ports;
    return knownRole(settings, request.role ?? settings.role);
  }

  #refuse(tx: Transaction, maker: Session, runId: string, title: string, wanted: string): void {
    const { settings } = this.#ports;
    const refusal = refuseSpawn(
      {
        maker: maker.key,
        role: roleOf(settings, maker.role),
        depth: maker.depth,
        wanted,
        made: countMade(tx.db, runId),
        madeLastMinute: countMade(tx.db, runId, tx.at - MINUTE_MS),
        failedAlike: countFailedAlike(tx.db, lineOf(tx.db, maker.id), title, tx.at - ALIKE_WITHIN_MS),
      },
      settings.team,
    );
    if (refusal) throw new OverstoryError("forbidden", refusal.message, { hint: refusal.hint });
  }
}

function requireActive(tx: Transaction, runId: string): Run {
  const run = requireRun(tx.db, runId);
  if (run.status !== "active")
    throw new OverstoryError("conflict", `${run.key} has ended: it is ${run.status}`);
  if (run.cancelRequestedAt !== null) throw new OverstoryError("conflict", `${run.key} is being cancelled`);
  return run;
}

/** What a person adds to a run is done by the same kind of agent as the rest of it. */
const coordinatedBy = ({ db }: Transaction, { id }: Run): string | null =>
  listTasks(db, id).find(({ spec }) => spec.isCoordination)?.spec.runtime ?? null;

/** Its work is what it says: it changes nothing. */
const isReader = ({ mayWrite }: Role): boolean => mayWrite?.length === 0;
