export type Json = Record<string, unknown>;

/** The value as an object; an empty one for anything else. */
export function record(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** The objects of a list; none for anything else. */
export function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}

export function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Text of a content field: a string, or a list of parts that have text, one line each. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return records(content)
    .map((part) => string(part.text))
    .filter(Boolean)
    .join("\n");
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
