import { type BudgetVerdict, judgeBudget } from "../../src/domain/budget.ts";
import type { GateRun } from "../../src/domain/gate.ts";
import { type Hold, holdOf, type Limit, strike } from "../../src/domain/limit.ts";
import type { Merge } from "../../src/domain/merge.ts";
import { type EndFacts, judgeEnding } from "../../src/domain/outcome.ts";
import { RESTART_TYPES } from "../../src/domain/restart.ts";
import type { Run, RunStatus } from "../../src/domain/run.ts";
import type { Session, StopCause } from "../../src/domain/session.ts";
import { decideAfterEnd, type Moment, type RunFacts, type Step } from "../../src/domain/steps.ts";
import { isSettled, type Task, type TaskStatus } from "../../src/domain/task.ts";
import type { Chance } from "./chance.ts";

export type Agent = Pick<
  Session,
  | "id"
  | "attempt"
  | "startedAt"
  | "agentStartedObserved"
  | "stopCause"
  | "exitedAt"
  | "endedAt"
  | "commits"
  | "outcome"
> & {
  taskId: string;
  isOpen: boolean;
  isLimited: boolean;
  end: Pick<EndFacts, "exitCode" | "work" | "lost"> | null;
};

/** Something that can happen next; `fair` picks the good result where there is more than one. */
export type Happening = (fair: boolean) => void;

/** How the store lets a task move. */
const SOURCES: Record<TaskStatus, readonly TaskStatus[]> = {
  todo: ["underway", "review"],
  underway: ["todo"],
  paused: [],
  review: ["underway"],
  blocked: ["todo", "underway", "review"],
  complete: ["review"],
  aborted: ["todo", "underway", "review"],
};

export function check(condition: boolean, rule: string): void {
  if (!condition) throw new Error(rule);
}

/** A run with its agents, gates and merges in memory: to `nextSteps` what the store and the outside world are. */
export class VirtualRun {
  /** ms UTC; a sleep or a person may set it. */
  wall = 1_700_000_000_000;
  observed = 0;
  status: RunStatus = "active";
  readonly maxAgents: number;
  readonly tasks: Task[];
  agents: Agent[] = [];
  gates: GateRun[] = [];
  merges: Merge[] = [];
  cancelRequestedAt: number | null = null;
  plan: Run["plan"] = null;
  heldReason: string | null = null;
  /** Of a budget of 1. */
  spent = 0;
  budget = 1;
  isWarned = false;
  loop: string | null = null;
  hostFull: string | null = null;
  /** The tasks that were closed when its coordinator was told so. */
  toldClosed = -1;
  /** Sessions that may work at a time for whoever makes tasks. */
  readonly mostChildren: number;
  readonly isCoordinated: boolean;
  readonly limits = new Map<string, Limit>();
  readonly #jitter: number;
  readonly #chance: Chance;
  /** What was begun and is not done yet. A crash of the daemon forgets it. */
  readonly #inHand = new Map<string, Step>();
  #count = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.maxAgents = 1 + chance.below(3);
    this.tasks = makeTasks(chance, this.wall);
    this.#jitter = chance.next();
    this.isCoordinated = chance.happens(0.5);
    this.mostChildren = 1 + chance.below(3);
    if (!this.isCoordinated) return;
    this.tasks.unshift(coordination(this.wall));
    if (chance.happens(0.4)) this.plan = "drafting";
    for (const task of this.tasks.slice(1)) if (chance.happens(0.7)) task.madeBy = MAKER;
  }

  get now(): Moment {
    return { wall: this.wall, observed: this.observed };
  }

  /** Time goes by, and is observed. */
  pass(ms: number): void {
    this.wall += ms;
    this.observed += ms;
  }

  facts(): RunFacts {
    return {
      run: this,
      childrenLeft: new Map([[MAKER, this.mostChildren - this.childrenOfMaker()]]),
      hostFull: this.hostFull,
      openSessions: this.agents.filter(({ isOpen }) => isOpen),
      budget: this.judged(),
      isWarned: this.isWarned,
      loop: this.loop,
      isClosureTold: this.toldClosed === this.tasks.length,
      holds: new Map(
        [...this.limits.keys()].flatMap((group) => {
          const hold = this.hold(group);
          return hold ? [[group, hold] as const] : [];
        }),
      ),
      tasks: this.tasks.map((task) => {
        const latest = this.latest(task);
        return {
          task,
          group: task.spec.runtime,
          holder: latest?.isOpen ? latest : null,
          latest,
          gates: this.gates.filter(({ sessionId }) => sessionId === latest?.id),
          merge: this.merges.find(({ sessionId }) => sessionId === latest?.id) ?? null,
        };
      }),
    };
  }

  /** Its coordinator makes one more. */
  add(chance: Chance): void {
    const [task] = makeTasks(chance, this.wall);
    const n = this.tasks.length;
    if (task)
      this.tasks.push({ ...task, id: `id-a${n}`, key: `a${n}`, position: n, dependsOn: [], madeBy: MAKER });
  }

  judged(): BudgetVerdict | null {
    return judgeBudget(
      { tokens: 0, costUsd: this.spent },
      { budgetUsd: this.budget, budgetTokens: null },
      0.8,
    );
  }

  childrenOfMaker(): number {
    return this.agents.filter(({ isOpen, taskId }) => isOpen && this.task(taskId).madeBy === MAKER).length;
  }

  coordinator(): Agent | null {
    return this.agents.find(({ isOpen, taskId }) => isOpen && this.task(taskId).spec.isCoordination) ?? null;
  }

  /** What a person does about a run that waits for them. */
  lift(): void {
    this.heldReason = null;
    this.loop = null;
    this.budget = this.spent * 2 + 1;
    this.isWarned = false;
  }

  openTasks(): Task[] {
    return this.tasks.filter(({ status, spec }) => !spec.isCoordination && !isSettled(status));
  }

  hold(group: string): Hold | null {
    const limit = this.limits.get(group);
    if (!limit) return null;
    const probes = this.openOf(group).filter(
      ({ startedAt, taskId }) => startedAt >= limit.until && !this.task(taskId).spec.isCoordination,
    );
    return holdOf(limit, probes.length, this.#jitter);
  }

  openOf(group: string): Agent[] {
    return this.agents.filter(({ isOpen, taskId }) => isOpen && this.task(taskId).spec.runtime === group);
  }

  /** The agent runs into a limit, and may know its end. */
  limit(agent: Agent): void {
    const group = this.task(agent.taskId).spec.runtime;
    const until = this.#chance.happens(0.5) ? this.wall + this.#chance.below(600_000) : null;
    this.limits.set(
      group,
      strike(this.limits.get(group) ?? null, { group, cause: "limit", until }, this.wall),
    );
    agent.isLimited = true;
  }

  latest = ({ id }: Task): Agent | null => this.agents.findLast(({ taskId }) => taskId === id) ?? null;

  task(id: string): Task {
    const task = this.tasks.find((one) => one.id === id);
    if (!task) throw new Error(`there is no task ${id}`);
    return task;
  }

  /** Does at once what is a change of the database; the rest is set going. */
  begin(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.do === "spawn") this.#spawn(step.taskId, step.attempt);
      else if (step.do === "block") this.#move(this.task(step.taskId), "blocked");
      else if (step.do === "abort") this.#move(this.task(step.taskId), "aborted");
      else if (step.do === "complete") this.#move(this.task(step.taskId), "complete");
      else if (step.do === "requeue") this.#move(this.task(step.taskId), "todo");
      else if (step.do === "hold") this.heldReason = step.reason;
      else if (step.do === "warn") this.isWarned = true;
      else if (step.do === "tell-closed") this.toldClosed = this.tasks.length;
      else this.#inHand.set(JSON.stringify(step), step);
    }
  }

  crash(): void {
    this.#inHand.clear();
  }

  /** Asks for its end. A person's cause replaces one of the supervisor's own, else the first one stands. */
  stop(agent: Agent, cause: StopCause): void {
    const isOurs = agent.stopCause === "timeout" || agent.stopCause === "worktree_lost";
    const isPersons = cause === "operator" || cause === "run_cancelled";
    if (!agent.isOpen || agent.exitedAt !== null) return;
    if (agent.stopCause === null || (isOurs && isPersons)) agent.stopCause = cause;
  }

  /** A person removes a session, and with it everything that refers to it. */
  forget({ id }: Agent): void {
    this.agents = this.agents.filter((agent) => agent.id !== id);
    this.gates = this.gates.filter(({ sessionId }) => sessionId !== id);
    this.merges = this.merges.filter(({ sessionId }) => sessionId !== id);
  }

  /** Sessions that hold a task, or are all that is known of how it came to its review. */
  forgettable(): Agent[] {
    return this.agents.filter(
      ({ isOpen, taskId }) =>
        isOpen ||
        (this.task(taskId).status === "review" &&
          this.agents.filter((one) => one.taskId === taskId).length === 1),
    );
  }

  /** Everything that may happen next without anybody's asking. */
  happenings(): Happening[] {
    const open = this.agents.filter(({ isOpen }) => isOpen);
    return [
      ...[...this.#inHand].map(
        ([key, step]) =>
          () =>
            this.#carryOut(key, step),
      ),
      ...open
        .filter((agent) => !this.#sleeps(agent))
        .map((agent) => (fair: boolean) => this.#goOn(agent, fair)),
      ...(this.plan === "drafting" && this.coordinator() ? [() => this.#plan("proposed")] : []),
      // A person can approve what its coordinator has left behind.
      ...(this.plan === "proposed" || (this.plan === "drafting" && !this.#mayCoordinate())
        ? [() => this.#plan("approved")]
        : []),
      ...(this.heldReason === null ? [] : [() => this.lift()]),
      ...(this.hostFull === null
        ? []
        : [
            () => {
              this.hostFull = null;
            },
          ]),
      ...this.gates
        .filter(({ passed }) => passed === null)
        .map((gate) => (fair: boolean) => this.#endGate(gate, fair || this.#chance.happens(0.7))),
      ...this.merges
        .filter(({ state }) => state === "queued")
        .map((merge) => (fair: boolean) => this.#endMerge(merge, fair || this.#chance.happens(0.7))),
    ];
  }

  #plan(to: NonNullable<Run["plan"]>): void {
    this.plan = to;
  }

  #mayCoordinate(): boolean {
    return this.tasks.some(({ spec, status }) => spec.isCoordination && !isSettled(status));
  }

  /** A coordinator that is at work waits for what it has had begun, unless it is to be ended. */
  #sleeps(agent: Agent): boolean {
    if (!this.task(agent.taskId).spec.isCoordination || agent.end !== null) return false;
    const isAwake = agent.agentStartedObserved === null || agent.stopCause !== null || this.#isImpatient();
    return !isAwake && (this.openTasks().length > 0 || this.toldClosed !== this.tasks.length);
  }

  /** Now and then it ends too early. */
  #isImpatient = (): boolean => this.#chance.happens(0.01);

  #spawn(taskId: string, attempt: number): void {
    this.#move(this.task(taskId), "underway");
    const id = `session-${++this.#count}`;
    const blank = {
      startedAt: this.wall,
      agentStartedObserved: null,
      stopCause: null,
      isLimited: false,
      exitedAt: null,
      endedAt: null,
      commits: null,
      outcome: null,
      end: null,
    };
    this.agents.push({ id, taskId, attempt, isOpen: true, ...blank });
  }

  #carryOut(key: string, step: Step): void {
    this.#inHand.delete(key);
    if ("sessionId" in step && !this.agents.some(({ id }) => id === step.sessionId)) return;
    if (step.do === "end") this.status = step.status;
    if (step.do === "stop") {
      const agent = this.agents.find(({ id }) => id === step.sessionId);
      if (agent) this.stop(agent, step.cause);
    }
    if (step.do === "stop-gate") {
      const gate = this.gates.find(({ id }) => id === step.gateId);
      if (gate?.passed === null) this.#endGate(gate, false);
    }
    if (step.do === "gate") {
      const unknown = { headCommit: null, process: null, endedAt: null, exitCode: null, passed: null };
      this.gates.push({ ...step, id: `gate-${++this.#count}`, startedAt: this.wall, ...unknown });
    }
    if (step.do === "merge") {
      const place = { runId: "run", branch: "b", headCommit: "c", targetBranch: "t", queuedAt: this.wall };
      const unknown = {
        mergeCommit: null,
        conflictFiles: [],
        conflictsWith: null,
        reason: null,
        settledAt: null,
      };
      const unchecked = { batchId: null, batchPosition: null };
      const id = `merge-${++this.#count}`;
      this.merges.push({ ...step, id, key: id, state: "queued", ...place, ...unknown, ...unchecked });
    }
  }

  #goOn(agent: Agent, fair: boolean): void {
    if (agent.end) this.#settle(agent);
    else if (agent.agentStartedObserved === null && (fair || this.#chance.happens(0.8)))
      agent.agentStartedObserved = this.observed;
    else this.#endAgent(agent, fair);
  }

  #endAgent(agent: Agent, fair: boolean): void {
    agent.exitedAt = this.wall;
    const well = fair || this.#chance.happens(0.4);
    const lost = !well && this.#chance.happens(0.2) ? "its tmux server is gone" : null;
    const exitCode = well ? 0 : (this.#chance.pick([0, 1, 137, null]) ?? null);
    const isCoordination = this.task(agent.taskId).spec.isCoordination === true;
    const commits = well && !isCoordination ? this.#chance.below(3) : 0;
    const dirtyFiles = well ? 0 : this.#chance.below(2);
    const unreadable = !well && this.#chance.happens(0.1);
    agent.end = {
      exitCode,
      lost,
      work: unreadable ? { unreadable: "git says no" } : { commits, dirtyFiles },
    };
  }

  /** As the supervisor does: the session is closed and its task moved together. */
  #settle(agent: Agent): void {
    if (agent.end === null) return;
    const task = this.task(agent.taskId);
    const ending = judgeEnding({
      isDismissed: false,
      coordination: task.spec.isCoordination
        ? { open: this.openTasks().map(({ key }) => key), isDeclared: true }
        : null,
      ...agent.end,
      stopCause: agent.stopCause,
      exitIsProof: true,
    });
    const jitter = this.#chance.next();
    Object.assign(agent, { isOpen: false, outcome: ending.outcome, endedAt: this.wall });
    const counted = this.agents.filter(({ taskId, isLimited }) => taskId === task.id && !isLimited);
    const ends = counted.flatMap(({ endedAt }) => endedAt ?? []);
    const history = { attempt: agent.attempt, ends };
    const after = decideAfterEnd(task.spec, history, ending, agent.stopCause, this.wall, jitter);
    if (after.status === "todo") this.#checkRestart(task, agent.attempt, ends);
    if (ending.outcome === "success") this.#pass(task.spec.runtime);
    const { work } = agent.end;
    agent.commits = typeof work === "object" && "commits" in work ? work.commits : null;
    this.#move(task, after.status, "retryAt" in after ? after.retryAt : null);
  }

  #checkRestart({ spec: { restart } }: Task, attempt: number, ends: readonly number[]): void {
    check(restart.max > 0 && attempt <= restart.lifetime, "restarted more often than its lifetime allows");
    const recent = ends.filter((at) => this.wall - at < restart.withinMs);
    check(recent.length <= restart.max, "restarted more often than allowed within the window");
  }

  /** A success shows that the limit is over, once its time has come. */
  #pass(group: string): void {
    if (this.wall >= (this.limits.get(group)?.until ?? Number.POSITIVE_INFINITY)) this.limits.delete(group);
  }

  #endGate(gate: GateRun, passed: boolean): void {
    Object.assign(gate, { passed, endedAt: this.wall, exitCode: passed ? 0 : 1 });
  }

  /** A cancel may have settled the task meanwhile; then the merge changes nothing on it. */
  #endMerge(merge: Merge, clean: boolean): void {
    merge.state = clean ? "merged" : (this.#chance.pick(["conflict", "failed"] as const) ?? "failed");
    merge.settledAt = this.wall;
    const task = this.task(merge.taskId);
    if (!isSettled(task.status)) this.#move(task, clean ? "complete" : "blocked");
  }

  #move(task: Task, status: TaskStatus, retryAt: number | null = null): void {
    check(
      SOURCES[status].includes(task.status),
      `task ${task.key} is ${task.status}; it cannot become ${status}`,
    );
    Object.assign(task, { status, retryAt });
  }
}

/** Whoever makes tasks: the coordinator, through all its sessions. */
const MAKER = "maker";

function coordination(now: number): Task {
  const spec = {
    ...{ prompt: "goal", command: null, role: "coordinator", autoCommit: false, runtime: "shell" },
    ...{ gates: [], timeoutMs: null, isCoordination: true as const },
    restart: { type: "transient", max: 5, withinMs: 60_000, lifetime: 9, backoffMs: 1000 } as const,
  };
  const unsaid = {
    category: null,
    estimateMs: null,
    sprintId: null,
    parentId: null,
    madeBy: null,
    summary: null,
  };
  const untouched = { runId: "run", stopCode: null, stopReason: null, retryAt: null, closedAt: null };
  return {
    ...{ id: "id-coordinate", key: "coordinate", position: -1, title: "goal", description: "" },
    ...{ priority: "medium", status: "todo", dependsOn: [], createdAt: now, updatedAt: now },
    spec,
    ...unsaid,
    ...untouched,
  };
}

/** A few tasks that depend on each other without a circle, listed in any order. */
function makeTasks(chance: Chance, now: number): Task[] {
  const keys = Array.from({ length: 1 + chance.below(6) }, (_, n) => `t${n}`);
  const tasks = keys.map((key, n): Task => {
    const spec = {
      ...{ prompt: null, command: "true", role: "builder", autoCommit: false },
      runtime: chance.pick(["shell", "claude"]) ?? "shell",
      gates: ["lint", "test"].slice(0, chance.below(3)),
      timeoutMs: chance.happens(0.4) ? 1 + chance.below(5000) : null,
      restart: {
        type: chance.pick(RESTART_TYPES) ?? "transient",
        max: chance.below(4),
        withinMs: 1 + chance.below(60_000),
        lifetime: chance.below(8),
        backoffMs: chance.below(3) * 1000,
      },
    };
    const untouched = { runId: "run", stopCode: null, stopReason: null, retryAt: null, closedAt: null };
    const unsaid = {
      category: null,
      estimateMs: null,
      sprintId: null,
      parentId: null,
      madeBy: null,
      summary: null,
    };
    const dependsOn = keys.slice(0, n).filter(() => chance.happens(0.3));
    const times = { createdAt: now, updatedAt: now };
    return {
      id: `id-${key}`,
      key,
      position: n,
      title: key,
      description: "",
      priority: "medium",
      status: "todo",
      spec,
      dependsOn,
      ...unsaid,
      ...untouched,
      ...times,
    };
  });
  return chance.shuffled(tasks);
}
