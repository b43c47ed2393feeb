import { join } from "node:path";

/** One string of argv can hold four times as much. */
const LONGEST_BYTES = 32_768;
const FILE = "prompt.md";

/**
 * A first prompt as one argument: the prompt itself, or, for a long one, where it is to be read.
 *
 * @param folder the session's own, into which `files` are put
 */
export function promptArgument(
  prompt: string,
  folder: string,
): { argument: string; files: Record<string, string> } {
  if (Buffer.byteLength(prompt) <= LONGEST_BYTES) return { argument: prompt, files: {} };
  return {
    argument: `Your task is in the file ${join(folder, FILE)}. Read all of it first, then carry it out.`,
    files: { [FILE]: prompt },
  };
}
