import type { CompletionCheck, Requirement } from "../completion.ts";
import type { CompletionPolicy } from "./policy.ts";

/**
 * What was found of one requirement, before it is weighed: `lacking` blocks where the project requires it and warns
 * elsewhere, `advised` and `unknown` always warn.
 */
export type Finding = Omit<Requirement, "state"> & { state: "met" | "lacking" | "advised" | "unknown" };

export type Details = CompletionCheck["details"];

/** Work that others depend on: no project can do without. */
const ALWAYS: ReadonlySet<Requirement["type"]> = new Set(["tasks", "held_task"]);

export function judge(
  findings: readonly Finding[],
  { require }: Pick<CompletionPolicy, "require">,
  details: Details,
): CompletionCheck {
  const binding: ReadonlySet<Requirement["type"]> = new Set([...ALWAYS, ...require]);
  const requirements = findings.map((finding) => weigh(finding, binding.has(finding.type)));
  const errors = messages(requirements, ["missing"]);
  return {
    valid: errors.length === 0,
    errors,
    warnings: messages(requirements, ["advised", "unknown"]),
    requirements,
    details,
  };
}

const weigh = ({ state, ...rest }: Finding, binds: boolean): Requirement => ({
  ...rest,
  state: state === "lacking" ? (binds ? "missing" : "advised") : state,
});

const messages = (all: readonly Requirement[], states: readonly Requirement["state"][]): string[] =>
  all.filter(({ state }) => states.includes(state)).map(({ message }) => message);
