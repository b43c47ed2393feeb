import { Admission } from "./admission.ts";
import type { RunFacts, Step, TaskFacts } from "./steps.ts";
import type { StopCode, Task, TaskStatus } from "./task.ts";

/** Something else has to happen before a task can be begun, at the latest at that time (ms UTC), if it is known. */
export interface Waiting {
  /** One sentence, for people. */
  waitsFor: string;
  until: number | null;
}

/** A machine that is full says nothing when it is not any more. */
const LOOK_AT_HOST_MS = 15_000;

const wait = (waitsFor: string, until: number | null = null): Waiting => ({ waitsFor, until });

/** Which of the tasks that are to be done may be begun now; each that is let in counts at once. */
export class Starts {
  readonly #facts: RunFacts;
  readonly #statusOf: ReadonlyMap<string, TaskStatus>;
  readonly #childrenLeft: Map<string, number>;
  readonly #admission: Admission;
  readonly #now: number;

  /** @param now ms UTC */
  constructor(facts: RunFacts, now: number) {
    this.#facts = facts;
    this.#statusOf = new Map(facts.tasks.map(({ task }) => [task.key, task.status]));
    this.#childrenLeft = new Map(facts.childrenLeft);
    const working = facts.tasks.filter(({ task, holder }) => holder && !task.spec.isCoordination).length;
    this.#admission = new Admission(facts.run.maxAgents - working, facts.holds, now);
    this.#now = now;
  }

  ask(one: TaskFacts): Step | Waiting {
    const { task, latest } = one;
    const answer =
      this.#dependencies(task) ??
      this.#retry(task) ??
      this.#run(task) ??
      this.#maker(task) ??
      this.#admit(one);
    if (answer) return answer;
    this.#count(task);
    return { do: "spawn", taskId: task.id, attempt: (latest?.attempt ?? 0) + 1 };
  }

  #count({ madeBy }: Task): void {
    const left = madeBy === null ? undefined : this.#childrenLeft.get(madeBy);
    if (madeBy !== null && left !== undefined) this.#childrenLeft.set(madeBy, left - 1);
  }

  #dependencies(task: Task): Step | Waiting | null {
    const stopped = task.dependsOn.find((key) =>
      ["blocked", "aborted"].includes(this.#statusOf.get(key) ?? ""),
    );
    if (stopped !== undefined)
      return block(task, "dependency", `it depends on ${stopped}, which was stopped`);
    const open = task.dependsOn.filter((key) => this.#statusOf.get(key) !== "complete");
    return open.length === 0 ? null : wait(`waits for ${open.join(", ")}`);
  }

  #retry({ retryAt }: Task): Waiting | null {
    return retryAt !== null && retryAt > this.#now ? wait("waits before it is tried again", retryAt) : null;
  }

  /** Whoever makes the plan works before it is approved, and is not what a full machine is full of. */
  #run({ spec }: Task): Waiting | null {
    const { run, hostFull } = this.#facts;
    if (run.heldReason !== null) return wait(`the run is held: ${run.heldReason}`);
    if (spec.isCoordination) return null;
    if (run.plan === "drafting") return wait("the plan is not ready");
    if (run.plan === "proposed") return wait("the plan waits for approval");
    return hostFull === null ? null : wait(hostFull, this.#now + LOOK_AT_HOST_MS);
  }

  #maker({ madeBy }: Task): Waiting | null {
    const left = madeBy === null ? undefined : this.#childrenLeft.get(madeBy);
    return left !== undefined && left <= 0
      ? wait("whoever asked for it has as many at work as its role may have")
      : null;
  }

  #admit({ task, group }: TaskFacts): Waiting | null {
    const answer = this.#admission.ask(group, task.spec.isCoordination !== true);
    if (answer === "full") return wait(`${this.#facts.run.maxAgents} agents are at work, which is the most`);
    return answer === "now" ? null : wait(`${group} is at a limit`, answer);
  }
}

export const block = (task: Task, code: StopCode, reason: string): Step => ({
  do: "block",
  taskId: task.id,
  code,
  reason,
});
