import type { Condition } from "../alert.ts";
import type { Limit } from "../limit.ts";

/** @param localTime a time (ms UTC) as people read it */
export const limitCondition = (
  { group, cause, until }: Limit,
  localTime: (ms: number) => string,
): Condition => ({
  cause: `limited:${group}`,
  kind: "limited",
  severity: "warning",
  subject: group,
  message: `sessions of ${group} have to wait until ${localTime(until)}: ${cause}`,
  hint: "they go on by themselves",
});

/** One for all sessions of a group, however many have met it. */
export const loginCondition = (group: string, reason: string | null): Condition => ({
  cause: `auth:${group}`,
  kind: "auth_failed",
  severity: "warning",
  subject: group,
  message: `sessions of ${group} are not logged in, or their key is refused${reason === null ? "" : `: ${reason}`}`,
  hint: `overstory doctor tells how to log in; then: overstory limits lift ${group}`,
});

/** Told through the other sinks, whatever they are for: what would have gone through this one is not told. */
export const deadSinkCondition = (name: string, answer: string | null): Condition => ({
  cause: deadSinkCause(name),
  kind: "sink_dead",
  severity: "critical",
  subject: name,
  message: `the sink ${name} does not take alerts${answer === null ? "" : `: ${answer}`}`,
  hint: `overstory alerts test --sink ${name}`,
});

export const deadSinkCause = (name: string): string => `sink_dead:${name}`;
