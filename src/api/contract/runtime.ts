import type { Abilities } from "../../domain/agent/abilities.ts";
import type { CheckView } from "./check.ts";

/** A kind of agent. */
export interface RuntimeView {
  name: string;
  isBuiltIn: boolean;
  /** The configuration names it, or it is what tasks run by default. */
  isConfigured: boolean;
  /** Null for one that starts no program of its own. */
  isInstalled: boolean | null;
  /** Versions that its adapter was tried with; null where there is no adapter. */
  tested: { oldest: string; newest: string } | null;
  /** What was found of it, its program first; empty for one that is not installed, or needs no program. */
  checks: CheckView[];
  abilities: Abilities;
}
