import type { Abilities } from "../domain/agent/abilities.ts";
import { needsPrompt } from "./needs-prompt.ts";
import type { Runtime } from "./runtime.ts";

type Own = "mcp" | "resume" | "cost" | "context" | "adopt";
type Shared = "name" | "abilities" | "exitIsProof" | "isAnimated" | "takesWhileBusy" | "refuses";

/** What the adapters of the CLIs of models do alike. */
const ALIKE: Omit<Abilities, Own> = {
  headless: true,
  readyBy: "hook",
  firstPrompt: "argument",
  instructions: "flag",
  proof: "hook",
  hooks: true,
  answers: true,
  tokens: true,
  permissions: true,
};

/** The part of a runtime that is the same for every CLI of a model. */
export const modelCli = (name: string, own: Pick<Abilities, Own>): Pick<Runtime, Shared> => ({
  name,
  abilities: { ...ALIKE, ...own },
  exitIsProof: false,
  isAnimated: true,
  takesWhileBusy: true,
  refuses: needsPrompt(name),
});
