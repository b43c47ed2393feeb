/** Fails a schedule with the rule that it broke. */
export function check(condition: boolean, rule: string): void {
  if (!condition) throw new Error(rule);
}
