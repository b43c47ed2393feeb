/** What a value of a source comes down to, or what is wrong with it: `"12x" is no number`. */
export type Parsed<T> = { value: T; isExact: boolean } | { problem: string };

/** The value says all that the source did. */
export const exactly = <T>(value: T): Parsed<T> => ({ value, isExact: true });

/** Something of the source's is not in the value, such as digits past the milliseconds. */
export const roughly = <T>(value: T): Parsed<T> => ({ value, isExact: false });

export const problem = <T>(text: string): Parsed<T> => ({ problem: text });

const SHOWN_CHARACTERS = 60;

/** A value as a message shows it: short, on one line, and never more than its kind where it is no plain value. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
