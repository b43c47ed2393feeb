import { OverstoryError } from "../../src/errors.ts";

/** The error that `work` throws, which must be an OverstoryError. */
export function errorOf(work: () => unknown): OverstoryError {
  try {
    work();
  } catch (error) {
    if (error instanceof OverstoryError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
