/** Keys are the names people use: `SESSION-001`, `RUN-012`, `TASK-1000`. Numbers are allocated by the store, atomically. */
export type KeyKind =
  | "SESSION"
  | "RUN"
  | "TASK"
  | "SPRINT"
  | "ALERT"
  | "IMPORT"
  | "MESSAGE"
  | "MAIL"
  | "MERGE";

export function formatKey(kind: KeyKind, number: number): string {
  return `${kind}-${String(number).padStart(3, "0")}`;
}

/** The number in a key, or undefined when the text is not a key of that kind. Case does not matter. */
export function keyNumber(kind: KeyKind, text: string): number | undefined {
  const match = new RegExp(`^${kind}-(\\d{1,9})$`, "i").exec(text);
  return match ? Number(match[1]) : undefined;
}
