import type { Answer, Reply } from "./reply.ts";
import type { Asked } from "./request.ts";
import { callOf } from "./tools.ts";

/** The reply with its tools as the request offers them, and all that was left open. */
export function answerOf(reply: Reply, asked: Asked, request: number): Answer {
  const id = `${request}_${crypto.randomUUID().slice(0, 8)}`;
  const calls = (reply.tools ?? []).map((use, index) => ({
    id: `${id}_${index}`,
    ...callOf(use, asked.tools),
  }));
  return {
    id,
    model: asked.model,
    thinking: reply.thinking ?? "",
    text: reply.text ?? "",
    calls,
    stop: reply.stop ?? (calls.length > 0 ? "tools" : "end"),
    usage: reply.usage ?? { input: 100, output: 10 },
  };
}
