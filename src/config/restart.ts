import * as v from "valibot";
import { RESTART_TYPES, type RestartPolicy } from "../domain/restart.ts";
import { count, Duration, PositiveDuration } from "./fields.ts";

export const DEFAULT_RESTART: RestartPolicy = {
  type: "transient",
  max: 2,
  withinMs: 10 * 60_000,
  lifetime: 10,
  backoffMs: 1000,
};

/** A restart type alone, or with its numbers. */
export const Restart = v.union([
  v.picklist(RESTART_TYPES),
  v.strictObject({
    type: v.optional(v.picklist(RESTART_TYPES)),
    /** Restarts allowed within `within`; more, and the task is put into quarantine. */
    max: v.optional(count(0, 1000)),
    within: v.optional(PositiveDuration),
    /** Restarts allowed in all. */
    lifetime: v.optional(count(0, 10_000)),
    backoff: v.optional(Duration),
  }),
]);

/** Fills what a restart entry leaves out from `base`. */
export function restartPolicy(
  entry: v.InferOutput<typeof Restart> | undefined,
  base: RestartPolicy,
): RestartPolicy {
  if (entry === undefined) return base;
  if (typeof entry === "string") return { ...base, type: entry };
  return {
    type: entry.type ?? base.type,
    max: entry.max ?? base.max,
    withinMs: entry.within ?? base.withinMs,
    lifetime: entry.lifetime ?? base.lifetime,
    backoffMs: entry.backoff ?? base.backoffMs,
  };
}
