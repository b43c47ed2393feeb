/** How many are named before the rest is only counted. */
const NAMED = 5;

/** `a, b, c`; of more than five the first ones, then `and 3 more`. */
export function nameSome(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const shown = names.slice(0, NAMED).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

/** `1 update`, `2 updates` */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
