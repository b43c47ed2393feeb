/** Prints the one document of `--json`. */
export function printJson(document: Record<string, unknown>): void {
  console.log(JSON.stringify(document, null, 2));
}

export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) console.log(lines.join("\n"));
}

/** A remark for people; standard output is kept for the answer. */
export function remark(text: string): void {
  console.error(text);
}
