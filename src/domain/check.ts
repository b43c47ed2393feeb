import type { Abilities } from "./agent/abilities.ts";

/** One thing that was looked at, and whether it is as it should be. */
export interface Check {
  name: string;
  state: "ok" | "warning" | "failed";
  message: string;
  /** The remedy. */
  hint: string | null;
  /** What is asked before it is repaired; absent for what cannot be. */
  repair?: string;
}

/** A runtime, and what was found of its program. */
export interface CheckedRuntime {
  name: string;
  abilities: Abilities;
  /** It starts a program that must be installed. */
  hasProgram: boolean;
  isInstalled: boolean;
  /** Versions that its adapter was tried with; null where no adapter is. */
  tested: { oldest: string; newest: string } | null;
  /** The configuration names it, or it is what tasks run by default. */
  isConfigured: boolean;
  /** The first is about the program itself. Empty for a program that is not installed and not configured. */
  checks: Check[];
}
