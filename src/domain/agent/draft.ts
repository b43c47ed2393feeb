import { stripControls } from "./plain-text.ts";

/** What CLIs show in the place of a long text that was pasted: `[Pasted text #1 +41 lines]`, `[Pasted Content 1204 chars]`. */
const STAND_IN = /^\[[^\][]*\b(?:pasted|paste|lines?|chars|characters)\b[^\][]*\]$/iu;
/** All CLIs show a shorter line as it is. */
const LEAST_STOOD_FOR = 100;

/**
 * Whether what stands in an agent's input is this text and nothing else: all of it, or a stand-in alone. A part of it, or it
 * with something beside it, may be what a person types. Blanks do not count, as boxes break and indent lines.
 */
export function isDraftOf(draft: string, text: string): boolean {
  const plain = stripControls(text).trim();
  if (STAND_IN.test(draft.trim()) && (plain.includes("\n") || plain.length >= LEAST_STOOD_FOR)) return true;
  return squeeze(draft) === squeeze(plain);
}

/** Without what takes no room on a screen, which may not come back from it. */
const squeeze = (text: string): string => text.normalize().replace(/[\s\p{Cf}\p{Variation_Selector}]+/gu, "");
