import type { Client } from "../../../api/client.ts";

/** Runs the task's gates and waits for their end, however long they take: each call to the daemon waits for a while. */
export async function untilGatesEnd({ work }: Client, task: string | undefined): Promise<void> {
  for (;;) {
    const { isOver } = await work.runGates(task);
    if (isOver) return;
  }
}
