/** What a tool is called with that says most of it, in this order. */
const TELLING = [
  "command",
  "file_path",
  "filePath",
  "path",
  "pattern",
  "query",
  "url",
  "prompt",
  "description",
];
const LONGEST = 200;

/** A tool's call in one line for people: `bash: npm test`. */
export function toolSummary(tool: string, input: unknown): string {
  const values: Record<string, unknown> = typeof input === "object" && input !== null ? { ...input } : {};
  const found = TELLING.map((name) => values[name]).find(
    (value) => typeof value === "string" && value !== "",
  );
  return found === undefined
    ? tool
    : `${tool}: ${String(found).replace(/\s+/g, " ").trim()}`.slice(0, LONGEST);
}
