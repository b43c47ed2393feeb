import type { Json } from "./json.ts";
import type { Answer } from "./reply.ts";
import type { Asked, ProviderName } from "./request.ts";

/** How one provider's client speaks: the shape of its requests, answers and errors. */
export interface Provider {
  name: ProviderName;
  read(body: Json, url: URL, headers: Headers): Asked;
  /** The answer as pieces of an event stream, each complete. */
  stream(answer: Answer, body: Json): string[];
  plain(answer: Answer): Json;
  error(status: number, message: string): Json;
}

export function event(data: Json, name?: string): string {
  return `${name ? `event: ${name}\n` : ""}data: ${JSON.stringify(data)}\n\n`;
}

/** Text in a few pieces, as a model streams it; whole words. */
export function pieces(text: string, count = 4): string[] {
  const words = text.match(/\S*\s*/g)?.filter(Boolean) ?? [];
  const size = Math.max(1, Math.ceil(words.length / count));
  return Array.from({ length: Math.ceil(words.length / size) }, (_, index) =>
    words.slice(index * size, (index + 1) * size).join(""),
  );
}
