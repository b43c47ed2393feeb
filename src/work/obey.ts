import type { Refusal } from "../domain/task-rules.ts";
import { OverstoryError } from "../errors.ts";

/** Throws `conflict` for what a rule of the domain refuses. */
export function obey(refusal: Refusal | null): void {
  if (refusal === null) return;
  const { message, hint } = refusal;
  throw new OverstoryError("conflict", message, hint === undefined ? {} : { hint });
}
