import type { Fault, FaultCause } from "../domain/agent/fault.ts";

interface Told {
  /** The HTTP status that the provider answered; looked for in the text when it is not told apart. */
  status?: number | null;
  /** ms UTC */
  until?: number | null;
  isRetrying?: boolean;
}

const BY_STATUS: Record<number, FaultCause> = {
  401: "auth",
  402: "limited",
  403: "auth",
  429: "limited",
  500: "overloaded",
  502: "overloaded",
  503: "overloaded",
  504: "network",
  529: "overloaded",
};

/** By words, for errors that have no status, or one that says little; the first that fits. */
const BY_WORDS: [RegExp, FaultCause][] = [
  [
    /context.{0,20}(length|window|limit)|(prompt|input).{0,20}too (long|large)|exceeds? the .{0,40}tokens/i,
    "context",
  ],
  [
    /quota|rate.?limit|usage limit|too many requests|resource.?exhausted|insufficient.{0,10}(credit|balance)/i,
    "limited",
  ],
  [
    /api.?key|unauthori[sz]ed|unauthenticated|permission.?denied|not logged in|authenticat|log ?in again/i,
    "auth",
  ],
  [
    /overloaded|unavailable|high demand|server is busy|server error|internal error|at capacity/i,
    "overloaded",
  ],
  [
    /network|connection|socket|fetch failed|timed? ?out|econn\w*|enotfound|eai_again|terminated|stream (ended|closed|disconnected)|error sending request/i,
    "network",
  ],
  [/safety|refus|prohibited|blocked|policy/i, "refused"],
];

/** What the words of a CLI on a failed call of its model mean. */
export function modelFault(text: string, { status, until = null, isRetrying = false }: Told = {}): Fault {
  const line = text.replace(/\s+/g, " ").trim();
  const code = status ?? Number(/\b(40[0-9]|413|429|50[0-9]|529)\b/.exec(line)?.[0] ?? 0);
  const cause = BY_STATUS[code] ?? BY_WORDS.find(([words]) => words.test(line))?.[1] ?? "other";
  return { cause, text: line.slice(0, 500), until, isRetrying };
}
