import type { Provider } from "./provider.ts";
import type { Answer, Reply } from "./reply.ts";
import type { ModelRequest } from "./request.ts";

interface Turn {
  provider: Provider;
  entry: ModelRequest;
  reply: Reply;
  answer: () => Answer;
  /** Resolves when the request is released, its client goes away, or the server closes. */
  held: () => Promise<void>;
}

/** The HTTP response that carries the reply: an error, a plain answer or a stream of events. */
export function respond(turn: Turn): Response {
  const { provider, entry, reply } = turn;
  const headers = reply.headers ?? {};
  if (reply.status !== undefined && reply.status >= 400) {
    entry.answered = true;
    return Response.json(provider.error(reply.status, reply.error ?? "scripted error"), {
      status: reply.status,
      headers,
    });
  }
  if (!entry.stream && !reply.drop && reply.hang !== "stream") {
    entry.answered = true;
    return Response.json(provider.plain(turn.answer()), { headers });
  }
  return new Response(streamOf(turn), {
    headers: { "content-type": "text/event-stream", "cache-control": "no-cache", ...headers },
  });
}

function streamOf(turn: Turn): ReadableStream<Uint8Array> {
  const { provider, entry, reply } = turn;
  const encoder = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      const all = provider.stream(turn.answer(), entry.raw);
      const middle = Math.ceil(all.length / 2);
      for (const [index, piece] of all.entries()) {
        if (entry.aborted) return;
        if (index === middle && reply.hang === "stream") await turn.held();
        if (index === middle && reply.drop) return breakOff(controller, entry);
        if (reply.paceMs) await Bun.sleep(reply.paceMs);
        if (entry.aborted) return;
        controller.enqueue(encoder.encode(piece));
      }
      entry.answered = true;
      controller.close();
    },
    cancel() {
      if (!entry.answered) entry.aborted = true;
    },
  });
}

function breakOff(controller: ReadableStreamDefaultController, entry: ModelRequest): void {
  entry.answered = true;
  // With an error here Bun would print it, though it is meant.
  controller.error();
}
