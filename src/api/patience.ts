/** Until when a request that waits for something is let wait: its time, its caller, and the daemon's own end. */
export type Patience = (request: Request, ms: number) => AbortSignal;

/** @param stopping aborts when the daemon stops, which must not wait for those who wait */
export const createPatience =
  (stopping: AbortSignal): Patience =>
  (request, ms) =>
    AbortSignal.any([request.signal, stopping, AbortSignal.timeout(ms)]);

/** Whether the work ends before patience does. Throws what the work throws until then. */
export function endsWithin(work: Promise<unknown>, patience: AbortSignal): Promise<boolean> {
  const given = Promise.withResolvers<false>();
  const giveUp = () => given.resolve(false);
  if (patience.aborted) giveUp();
  patience.addEventListener("abort", giveUp);
  return Promise.race([work.then(() => true), given.promise]).finally(() =>
    patience.removeEventListener("abort", giveUp),
  );
}
