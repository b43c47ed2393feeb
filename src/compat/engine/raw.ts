/** JSON that SQLite takes has no more levels than a thousand; an imported thing keeps some above what it was. */
const DEEPEST = 900;

/**
 * A row as JSON text, to keep it: what JSON has no form for is marked (`{"$bytes": base64}`, `{"$bigint": "…"}`,
 * `{"$number": "NaN"}`). null when it is nested too deeply to be kept as JSON.
 */
export function encodeRaw(raw: unknown): string | null {
  try {
    const json = JSON.stringify(raw, needsMarks(raw) ? mark : undefined) ?? "null";
    return json.length > 2 * DEEPEST && depthOf(json) > DEEPEST ? null : json;
  } catch (error) {
    // The stack of the encoder itself has an end.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Rows of databases are flat; what was JSON holds nothing that JSON has no form for. */
function needsMarks(raw: unknown): boolean {
  if (typeof raw !== "object" || raw === null) return typeof raw === "bigint" || isNoNumber(raw);
  for (const key in raw) {
    const value: unknown = Reflect.get(raw, key);
    if (typeof value === "bigint" || value instanceof Uint8Array || isNoNumber(value)) return true;
  }
  return false;
}

const isNoNumber = (value: unknown): boolean => typeof value === "number" && !Number.isFinite(value);

function mark(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return { $bigint: String(value) };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  return isNoNumber(value) ? { $number: String(value) } : value;
}

function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let index = 0; index < json.length; index++) {
    const char = json.charCodeAt(index);
    if (isText) {
      if (char === 92) index++;
      else if (char === 34) isText = false;
    } else if (char === 34) isText = true;
    else if (char === 123 || char === 91) deepest = Math.max(deepest, ++depth);
    else if (char === 125 || char === 93) depth--;
  }
  return deepest;
}

/** Tells contents apart for good: 128 bits of SHA-256. */
export const digestOf = (text: string): string =>
  new Bun.CryptoHasher("sha256").update(text).digest("base64url").slice(0, 22);
