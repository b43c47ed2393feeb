import type { Task } from "./task.ts";

/** The tasks that wait for that one, directly or through others. */
export function dependentsOf<T extends Pick<Task, "key" | "dependsOn">>(
  tasks: readonly T[],
  key: string,
): T[] {
  const reached = new Set([key]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const task of tasks) if (task.dependsOn.some((one) => reached.has(one))) reached.add(task.key);
  }
  return tasks.filter((task) => task.key !== key && reached.has(task.key));
}
