import { until } from "../support/wait.ts";

/** Waits until all events of what was done so far have come: the state that they change stands still. */
export async function settled(state: () => unknown): Promise<void> {
  let last: string | undefined;
  await until("no more events come", async () => {
    const before = last;
    last = JSON.stringify(state());
    await Bun.sleep(20);
    return before === last;
  });
}
