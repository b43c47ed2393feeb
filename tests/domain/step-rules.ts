import { PROBE_LOOK_MS } from "../../src/domain/limit.ts";
import type { NextSteps, Step } from "../../src/domain/steps.ts";
import { isSettled, type Task } from "../../src/domain/task.ts";
import { type Agent, check, type VirtualRun } from "./virtual-run.ts";

type Of<Kind extends Step["do"]> = Extract<Step, { do: Kind }>;

/** Holds what was decided against the rules of the product. Throws the rule that is broken. */
export function checkDecision(run: VirtualRun, { steps, wakeAt }: NextSteps): void {
  checkProbes(run, steps);
  for (const step of steps) {
    if (step.do === "end") {
      check(steps.length === 1, "the end of a run is its only step");
      checkEnd(run, step);
      continue;
    }
    if (step.do === "stop-gate") {
      check(
        run.cancelRequestedAt !== null && isRunning(run, step.gateId),
        "a gate is stopped that runs, by a cancel",
      );
      continue;
    }
    if (step.do === "cancel-merge") {
      check(run.cancelRequestedAt !== null, "a merge is taken out by a cancel");
      continue;
    }
    if (step.do === "hold" || step.do === "warn" || step.do === "tell-closed") {
      checkGuard(run, step);
      continue;
    }
    const task = run.task("taskId" in step ? step.taskId : (agentOf(run, step.sessionId)?.taskId ?? ""));
    check(!isSettled(task.status), `${step.do} for ${task.key}, which is ${task.status}`);
    if (step.do === "spawn") checkSpawn(run, task, step);
    if (step.do === "stop") checkStop(run, task, step);
    if (step.do === "gate") checkGate(run, task, step);
    if (step.do === "merge") checkMerge(run, task, step);
    if (step.do === "complete") checkComplete(run, task, step);
    if (step.do === "block") checkBlock(run, task, step);
    if (step.do === "abort") checkAbort(run, task);
    if (step.do === "requeue") check(!run.latest(task)?.isOpen, "requeued while an agent has it");
  }
  if (run.cancelRequestedAt !== null) {
    check(wakeAt === null, "a cancelled run waits for nobody's time");
    return;
  }
  checkWake(run, steps, wakeAt);
  const overdue = steps.filter((step) => step.do === "stop" && step.cause === "timeout").length;
  const late = deadlines(run).filter((at) => at <= run.wall).length;
  check(overdue === late, "who took too long is stopped");
}

function checkProbes(run: VirtualRun, steps: readonly Step[]): void {
  const groups = steps.flatMap((step) => (step.do === "spawn" ? run.task(step.taskId).spec.runtime : []));
  const held = groups.filter((group) => run.limits.has(group));
  check(new Set(held).size === held.length, "two sessions are begun at once against one limit");
}

function checkWake(run: VirtualRun, steps: readonly Step[], wakeAt: number | null): void {
  const spawns = steps.filter((step) => step.do === "spawn");
  const held = heldTimes(run, new Set(spawns.map(({ taskId }) => taskId)), () => true);
  const begun = spawns.filter(({ taskId }) => !run.task(taskId).spec.isCoordination).length;
  const isFull = workers(run).length + begun >= run.maxAgents;
  const sureHeld = heldTimes(
    run,
    new Set(spawns.map(({ taskId }) => taskId)),
    ({ spec, madeBy }) =>
      !isHeld(run, steps) &&
      (spec.isCoordination === true ||
        (!isFull && madeBy === null && !isPlanned(run) && run.hostFull === null)),
  );
  const sure = [...dueTimes(run), ...sureHeld].filter((at) => at > run.wall);
  check(
    sure.length === 0 || (wakeAt !== null && wakeAt <= Math.min(...sure)),
    "nothing that is due is missed",
  );
  const isForHost = run.hostFull !== null && wakeAt === run.wall + 15_000;
  check(
    wakeAt === null || isForHost || sure.includes(wakeAt) || held.includes(wakeAt),
    "no look for nothing",
  );
}

/** When tasks that a limit holds back are to be looked at again. */
const heldTimes = (
  run: VirtualRun,
  spawned: ReadonlySet<string>,
  counts: (task: Task) => boolean,
): number[] =>
  readyTasks(run).flatMap((task) => {
    const { id, retryAt, spec } = task;
    const hold = counts(task) ? run.hold(spec.runtime) : null;
    if (!hold || spawned.has(id) || (retryAt !== null && retryAt > run.wall)) return [];
    return [run.wall < hold.opensAt ? hold.opensAt : run.wall + PROBE_LOOK_MS];
  });

/** When agents at work will have taken too long, if all time is observed. */
const deadlines = (run: VirtualRun): number[] =>
  run.agents
    .filter(({ isOpen, stopCause, exitedAt }) => isOpen && stopCause === null && exitedAt === null)
    .flatMap(({ taskId, agentStartedObserved }) => {
      const { timeoutMs } = run.task(taskId).spec;
      if (timeoutMs === null || agentStartedObserved === null) return [];
      return [run.wall + agentStartedObserved + timeoutMs - run.observed];
    });

/** When time alone makes something happen: a deadline, or the next attempt of a task that waits for nothing else. */
const dueTimes = (run: VirtualRun): number[] => [
  ...deadlines(run),
  ...readyTasks(run).flatMap(({ retryAt }) => retryAt ?? []),
];

const readyTasks = (run: VirtualRun): Task[] =>
  run.tasks
    .filter(({ status }) => status === "todo")
    .filter(({ dependsOn }) =>
      run.tasks.every(({ key, status }) => !dependsOn.includes(key) || status === "complete"),
    );

/** Holds at every moment. */
export function checkRun(run: VirtualRun): void {
  const open = run.agents.filter(({ isOpen }) => isOpen);
  const busy = workers(run).length;
  check(busy <= run.maxAgents, `${busy} agents, but at most ${run.maxAgents} are allowed`);
  check(run.childrenOfMaker() <= run.mostChildren, "more work for one than its role may have");
  check(new Set(open.map(({ taskId }) => taskId)).size === open.length, "two open sessions have one task");
  for (const { taskId } of open)
    check(run.task(taskId).status === "underway", "a task that is held is underway");
  for (const task of run.tasks) {
    if (task.status === "complete") checkChecked(run, task, run.latest(task));
  }
}

/** Coordinators work beside the others. */
const workers = (run: VirtualRun): Agent[] =>
  run.agents.filter(({ isOpen, taskId }) => isOpen && !run.task(taskId).spec.isCoordination);

const isPlanned = ({ plan }: VirtualRun): boolean => plan === "drafting" || plan === "proposed";

const isHeld = ({ heldReason }: VirtualRun, steps: readonly Step[]): boolean =>
  heldReason !== null || steps.some((step) => step.do === "hold");

function checkGuard(run: VirtualRun, step: Of<"hold"> | Of<"warn"> | Of<"tell-closed">): void {
  if (step.do === "tell-closed") {
    check(run.coordinator()?.id === step.sessionId, "the coordinator is told, and nobody else");
    check(run.openTasks().length === 0 && run.tasks.length > 1, "told too early that all is closed");
    check(run.toldClosed !== run.tasks.length, "told twice that all is closed");
    return;
  }
  check(run.heldReason === null, "held once");
  if (step.do === "warn") check(run.judged()?.level === "near" && !run.isWarned, "warned once, and in time");
  else check(run.judged()?.level === "over" || run.loop !== null, "held for nothing");
}

const agentOf = (run: VirtualRun, id: string): Agent | undefined =>
  run.agents.find((agent) => agent.id === id);

const isRunning = (run: VirtualRun, gateId: string): boolean =>
  run.gates.some(({ id, passed }) => id === gateId && passed === null);

function checkSpawn(run: VirtualRun, task: Task, { attempt }: Of<"spawn">): void {
  const unmet = run.tasks.filter(({ key, status }) => task.dependsOn.includes(key) && status !== "complete");
  check(unmet.length === 0, `${task.key} is spawned before ${unmet[0]?.key}`);
  check(task.status === "todo", `${task.key} is spawned, but is ${task.status}`);
  check(attempt === (run.latest(task)?.attempt ?? 0) + 1, "attempts count up by one");
  check(run.cancelRequestedAt === null, "nothing is spawned after a cancel");
  check(run.heldReason === null && run.loop === null, "nothing is spawned while the run is held");
  check(run.judged()?.level !== "over", "nothing is spawned past the budget");
  if (!task.spec.isCoordination) {
    check(!isPlanned(run), "nothing but the coordinator is spawned before the plan is approved");
    check(run.hostFull === null, "nothing is spawned on a full machine");
  }
  check(task.retryAt === null || task.retryAt <= run.wall, "no attempt before its time");
  const hold = run.hold(task.spec.runtime);
  if (!hold) return;
  check(run.wall >= hold.opensAt, "nothing is spawned against a limit before its time");
  check(hold.probes === 0, "one session at a time tries whether a limit is over");
}

function checkAbort(run: VirtualRun, task: Task): void {
  const merge = run.merges.find(({ sessionId }) => sessionId === run.latest(task)?.id);
  check(run.cancelRequestedAt !== null, "an abort without a cancel");
  check(merge?.state !== "queued", "a merge that is queued settles the task");
  const gates = run.gates.filter(
    ({ sessionId, passed }) => sessionId === run.latest(task)?.id && passed === null,
  );
  check(gates.length === 0, "a gate that runs is stopped first");
}

function checkStop(run: VirtualRun, task: Task, { sessionId, cause }: Of<"stop">): void {
  const agent = agentOf(run, sessionId);
  check(agent?.isOpen === true && agent.stopCause === null, "only an open session is stopped, and once");
  if (cause === "run_cancelled") check(run.cancelRequestedAt !== null, "cancelled by nobody");
  if (cause === "timeout") {
    const ageMs = run.observed - (agent?.agentStartedObserved ?? run.observed);
    check(
      agent?.exitedAt === null && ageMs >= (task.spec.timeoutMs ?? Number.POSITIVE_INFINITY),
      "a timeout too early",
    );
  }
}

function checkGate(run: VirtualRun, task: Task, { sessionId, position, command }: Of<"gate">): void {
  const earlier = run.gates.filter((gate) => gate.sessionId === sessionId);
  check(
    task.status === "review" && run.latest(task)?.id === sessionId,
    "gates check the work that is in review",
  );
  check(task.spec.gates[position] === command, "the gate is the task's");
  check(
    earlier.length === position && earlier.every(({ passed }) => passed),
    "gates run in order, after a pass",
  );
}

function checkMerge(run: VirtualRun, task: Task, { sessionId }: Of<"merge">): void {
  const agent = agentOf(run, sessionId);
  checkPassed(run, task, agent);
  check((agent?.commits ?? 0) > 0, "there is something to merge");
  check(!run.merges.some((merge) => merge.sessionId === sessionId), "work is merged once");
}

function checkComplete(run: VirtualRun, task: Task, { sessionId }: Of<"complete">): void {
  const agent = agentOf(run, sessionId);
  check(task.status === "review" && agent === run.latest(task), "what is complete was in review");
  checkPassed(run, task, agent);
  check(!agent?.commits, "work with commits is complete by its merge alone");
}

function checkBlock(run: VirtualRun, task: Task, { code }: Of<"block">): void {
  const statusOf = (key: string) => run.tasks.find((one) => one.key === key)?.status ?? "todo";
  const stopped = task.dependsOn.filter((key) => ["blocked", "aborted"].includes(statusOf(key)));
  const failed = run.gates.filter(
    ({ sessionId, passed }) => sessionId === run.latest(task)?.id && passed === false,
  );
  if (code === "dependency") check(stopped.length > 0, "blocked by a dependency that was not stopped");
  else check(code === "gate_failed" && failed.length > 0, `blocked by ${code} that did not happen`);
}

function checkEnd(run: VirtualRun, { status }: Of<"end">): void {
  check(
    run.tasks.every((task) => isSettled(task.status)),
    "a run ends when every task is settled",
  );
  check(!run.agents.some(({ isOpen }) => isOpen), "a run ends when no session is open");
  check(!run.merges.some(({ state }) => state === "queued"), "a run ends when nothing waits to be merged");
  const isGood = ({ status, spec }: Task) =>
    status === "complete" || (run.isCoordinated && !spec.isCoordination && status === "aborted");
  const all = run.tasks.every(isGood);
  const due = run.cancelRequestedAt !== null ? "cancelled" : all ? "completed" : "failed";
  check(status === due, `the run is ${status}, but its tasks say ${due}`);
}

function checkPassed(run: VirtualRun, task: Task, agent: Agent | null | undefined): void {
  const passed = run.gates.filter((gate) => gate.sessionId === agent?.id && gate.passed);
  check(agent?.outcome === "success", "only a success goes further");
  check(passed.length === task.spec.gates.length, "every gate has passed");
}

function checkChecked(run: VirtualRun, task: Task, agent: Agent | null): void {
  checkPassed(run, task, agent);
  if (!agent?.commits) return;
  const merged = run.merges.some((merge) => merge.sessionId === agent.id && merge.state === "merged");
  check(merged, "what has commits is complete only when it is merged");
}
