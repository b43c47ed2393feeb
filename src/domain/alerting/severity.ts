import { SEVERITIES, type Severity } from "../alert.ts";

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** info < warning < critical */
export const isAtLeast = (severity: Severity, least: Severity): boolean => rank(severity) >= rank(least);

/** Worst first. */
export const bySeverity = (a: { severity: Severity }, b: { severity: Severity }): number =>
  rank(b.severity) - rank(a.severity);

export const worstOf = (all: readonly { severity: Severity }[]): Severity =>
  all.toSorted(bySeverity)[0]?.severity ?? "info";
