import { systemCode } from "../errors.ts";
import { type Answer, accepted, never, notNow } from "./sink.ts";

export interface Post {
  body: string;
  headers: Record<string, string>;
}

/** Sends a POST; 2xx accepts it. Only what may pass is worth another try: the network, 5xx, 408 and 429. */
export async function post(url: string, { body, headers }: Post, signal: AbortSignal): Promise<Answer> {
  try {
    // A redirected POST would arrive as a GET without its body.
    const response = await fetch(url, { method: "POST", body, headers, signal, redirect: "manual" });
    await response.body?.cancel();
    const { status } = response;
    if (response.ok) return accepted(`HTTP ${status}`);
    const mayPass = status >= 500 || status === 429 || status === 408;
    return mayPass ? notNow(`HTTP ${status}`, retryAfterMs(response)) : never(`HTTP ${status}`);
  } catch (error) {
    // fetch's own words may name the address, which may hold a token.
    if (signal.aborted) return notNow("no answer in time");
    return notNow(`cannot be reached${systemCode(error) === undefined ? "" : ` (${systemCode(error)})`}`);
  }
}

const MOST_PATIENCE_MS = 60 * 60_000;

/** Seconds or a date, as HTTP has it; undefined when it says neither. */
function retryAfterMs(response: Response): number | undefined {
  const text = response.headers.get("retry-after");
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(MOST_PATIENCE_MS, Math.max(0, ms));
}
