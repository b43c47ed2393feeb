import type { Abilities } from "../../domain/agent/abilities.ts";

interface AbilityWords {
  title: string;
  /** How far a runtime can do it; null when it cannot. */
  say(abilities: Abilities): string | null;
  /** How it is done rather than what can be done. */
  isDetail?: true;
}

const yes = (can: boolean) => (can ? "yes" : null);

/** What a runtime can do, in the order in which it matters to people. */
export const ABILITY_WORDS: readonly AbilityWords[] = [
  { title: "tells of its turns and tools", say: ({ hooks }) => yes(hooks) },
  { title: "messages proven seen", say: ({ proof }) => (proof === null ? null : `by ${proof}`) },
  { title: "permissions by role", say: ({ permissions }) => yes(permissions) },
  { title: "told its role by means of its own", say: ({ instructions }) => yes(instructions === "flag") },
  { title: "has overstory's tools (MCP)", say: ({ mcp }) => yes(mcp) },
  { title: "dialogs answered from outside", say: ({ answers }) => yes(answers) },
  { title: "resumes its conversation", say: ({ resume }) => yes(resume !== null) },
  { title: "tokens", say: ({ tokens }) => yes(tokens) },
  { title: "cost", say: ({ cost }) => yes(cost) },
  { title: "headless", say: ({ headless }) => yes(headless) },
  { title: "hooks tell the model", say: ({ context }) => yes(context) },
  { title: "adopted when started by hand", say: ({ adopt }) => yes(adopt) },
  { title: "is ready when told by", say: ({ readyBy }) => `its ${readyBy}`, isDetail: true },
  {
    title: "first prompt by",
    say: ({ firstPrompt }) => (firstPrompt === "typed" ? "typing" : firstPrompt),
    isDetail: true,
  },
];
