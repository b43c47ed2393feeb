/** Exit code of a command that ^C ended. */
export const INTERRUPTED = 130;

/**
 * Runs `work` until it ends or ^C (or SIGTERM) comes; then `signal` aborts and the answer is "interrupted", without
 * waiting for the work.
 */
export async function untilInterrupted<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | "interrupted"> {
  const abort = new AbortController();
  const interrupted = Promise.withResolvers<"interrupted">();
  const interrupt = () => {
    abort.abort();
    interrupted.resolve("interrupted");
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    return await Promise.race([work(abort.signal), interrupted.promise]);
  } finally {
    abort.abort();
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
