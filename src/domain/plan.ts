import type { TaskSpec } from "./task.ts";

/** A plan after validation: what a run is to do. */
export interface Plan {
  goal: string;
  maxAgents: number;
  into: string | null;
  tasks: PlannedTask[];
}

export interface PlannedTask {
  /** The id given in the plan; null when overstory is to make one. */
  id: string | null;
  title: string;
  dependsOn: string[];
  spec: TaskSpec;
}

/** What is wrong with the tasks as a graph: one sentence a fault, each naming the field. Empty when sound. */
export function findPlanFaults(tasks: readonly Pick<PlannedTask, "id" | "dependsOn">[]): string[] {
  if (tasks.length === 0) return ["tasks: is empty; a plan has at least one task"];
  const faults = [...findDuplicates(tasks), ...findDanglingDependencies(tasks)];
  // A cycle is only meaningful among dependencies that exist.
  if (faults.length > 0) return faults;
  const cycle = findCycle(tasks);
  return cycle ? [`tasks: depend on each other in a circle: ${cycle.join(" → ")}`] : [];
}

function findDuplicates(tasks: readonly Pick<PlannedTask, "id">[]): string[] {
  // Case is folded, since ids become folders and branches, and some file systems fold it too.
  const first = new Map<string, number>();
  return tasks.flatMap(({ id }, index) => {
    const folded = id?.toLowerCase();
    if (folded === undefined) return [];
    const earlier = first.get(folded);
    if (earlier === undefined) {
      first.set(folded, index);
      return [];
    }
    return [`tasks[${index}].id: "${id}" is already the id of tasks[${earlier}]`];
  });
}

function findDanglingDependencies(tasks: readonly Pick<PlannedTask, "id" | "dependsOn">[]): string[] {
  const ids = new Set(tasks.map(({ id }) => id));
  return tasks.flatMap(({ id, dependsOn }, index) =>
    dependsOn.flatMap((wanted, position) => {
      const field = `tasks[${index}].dependsOn[${position}]`;
      if (wanted === id) return [`${field}: "${wanted}" is the task itself`];
      return ids.has(wanted) ? [] : [`${field}: "${wanted}" is no task of this plan`];
    }),
  );
}

/** The ids of one cycle, the first repeated at the end; undefined when there is none. */
function findCycle(tasks: readonly Pick<PlannedTask, "id" | "dependsOn">[]): string[] | undefined {
  const dependencies = new Map(
    tasks.flatMap(({ id, dependsOn }) => (id === null ? [] : [[id, dependsOn] as const])),
  );
  const done = new Set<string>();
  for (const start of dependencies.keys()) {
    // Depth first without recursion: a plan may be one chain of thousands of tasks.
    const path: string[] = [];
    const pending: { id: string; next: number }[] = done.has(start) ? [] : [{ id: start, next: 0 }];
    const onPath = new Set<string>();
    for (let top = pending.at(-1); top; top = pending.at(-1)) {
      if (top.next === 0) {
        path.push(top.id);
        onPath.add(top.id);
      }
      const dependency = dependencies.get(top.id)?.[top.next++];
      if (dependency === undefined) {
        done.add(top.id);
        onPath.delete(top.id);
        path.pop();
        pending.pop();
      } else if (onPath.has(dependency)) {
        return [...path.slice(path.indexOf(dependency)), dependency];
      } else if (!done.has(dependency)) {
        pending.push({ id: dependency, next: 0 });
      }
    }
  }
  return undefined;
}
