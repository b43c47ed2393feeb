import * as v from "valibot";
import { Duration, FilledText, MaxAgents, Name, Text } from "../config/fields.ts";
import { Restart, restartPolicy } from "../config/restart.ts";
import { roleOf } from "../config/role-of.ts";
import type { Settings } from "../config.ts";
import { findPlanFaults, type Plan, type PlannedTask } from "../domain/plan.ts";
import { usageError } from "../errors.ts";
import { parse } from "../schema.ts";
import { didYouMean } from "../suggest.ts";

const taskDefaults = {
  runtime: v.optional(Name),
  role: v.optional(Name),
  gates: v.optional(v.array(FilledText)),
  timeout: v.optional(v.nullable(Duration)),
  restart: v.optional(Restart),
  autoCommit: v.optional(v.boolean()),
};

const TaskInput = v.strictObject({
  ...taskDefaults,
  id: v.optional(Name),
  title: v.optional(FilledText),
  prompt: v.optional(FilledText),
  command: v.optional(FilledText),
  dependsOn: v.optional(v.array(Text), []),
});

const PlanInput = v.strictObject({
  goal: v.optional(FilledText),
  maxAgents: v.optional(MaxAgents),
  into: v.optional(FilledText),
  defaults: v.optional(v.strictObject(taskDefaults), {}),
  tasks: v.array(TaskInput),
});

type TaskInput = v.InferOutput<typeof TaskInput>;
type Defaults = v.InferOutput<typeof PlanInput>["defaults"];

/** Reads a plan from plain data. Throws `usage` that lists every fault, named by its field and `source`. */
export function parsePlan(input: unknown, source: string, settings: Settings): Plan {
  const plan = parse(PlanInput, input, source);
  const tasks = plan.tasks.map((task) => toPlannedTask(task, plan.defaults, settings));
  const faults = [...findMissingWork(plan.tasks), ...findPlanFaults(tasks)];
  if (faults.length > 0) {
    const ids = tasks.flatMap(({ id }) => id ?? []);
    throw usageError(faults.map((fault) => `${source}: ${fault}${suggestId(fault, ids)}`).join("\n"));
  }
  return {
    goal: plan.goal ?? source,
    maxAgents: plan.maxAgents ?? settings.maxAgents,
    into: plan.into ?? null,
    tasks,
  };
}

function toPlannedTask(task: TaskInput, defaults: Defaults, settings: Settings): PlannedTask {
  const timeoutMs =
    task.timeout !== undefined
      ? task.timeout
      : defaults.timeout !== undefined
        ? defaults.timeout
        : settings.timeout;
  const name = task.role ?? defaults.role ?? settings.role;
  const role = roleOf(settings, name);
  const changesNothing = role.mayWrite?.length === 0;
  return {
    id: task.id ?? null,
    title: task.title ?? task.prompt?.split("\n")[0] ?? task.id ?? task.command ?? "untitled",
    dependsOn: task.dependsOn,
    spec: {
      prompt: task.prompt ?? null,
      command: task.command ?? null,
      runtime: task.runtime ?? defaults.runtime ?? role.runtime ?? settings.runtime,
      role: name,
      gates: [...(task.gates ?? defaults.gates ?? role.gates ?? (changesNothing ? [] : settings.gates))],
      timeoutMs,
      restart: restartPolicy(task.restart, restartPolicy(defaults.restart, role.restart ?? settings.restart)),
      autoCommit: task.autoCommit ?? defaults.autoCommit ?? false,
      ...(role.mayWrite === null ? {} : { mayWrite: role.mayWrite }),
    },
  };
}

const findMissingWork = (tasks: readonly TaskInput[]): string[] =>
  tasks.flatMap(({ title, prompt, command }, index) =>
    (title ?? prompt ?? command)
      ? []
      : [`tasks[${index}]: says nothing to do; give it a command, a prompt or a title`],
  );

function suggestId(fault: string, ids: string[]): string {
  const wanted = /: "(.*)" is no task of this plan$/.exec(fault)?.[1];
  return wanted === undefined ? "" : didYouMean(wanted, ids);
}
