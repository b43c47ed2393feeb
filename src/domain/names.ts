/**
 * Names that become part of a branch, a folder or a tmux name: letters, digits, `-`, `_` and single dots.
 * Everything else people write (titles, prompts, goals) is kept to the letter and never used as a name.
 */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/;
export const NAME_LIMIT = 64;

/** Why `text` cannot be a name, or undefined when it can. */
export function nameProblem(text: string): string | undefined {
  if (text === "") return "is empty";
  if (text.length > NAME_LIMIT) return `has ${text.length} characters; at most ${NAME_LIMIT} are allowed`;
  if (!NAME.test(text))
    return "may hold only letters, digits, -, _ and single dots, and starts with a letter or digit";
  if (text.toLowerCase().endsWith(".lock")) return 'ends with ".lock", which git refuses';
  return undefined;
}
