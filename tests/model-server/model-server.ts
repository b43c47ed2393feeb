import { until } from "../support/wait.ts";
import { answerOf } from "./answer.ts";
import { anthropic } from "./anthropic.ts";
import { BACKGROUND_TEXTS, backgroundOf } from "./background.ts";
import { chat } from "./chat.ts";
import { gemini } from "./gemini.ts";
import { type Json, parse, record } from "./json.ts";
import type { Provider } from "./provider.ts";
import type { Reply } from "./reply.ts";
import { type Asked, type ModelRequest, stepOf, turnIndex, userTexts } from "./request.ts";
import { respond } from "./respond.ts";
import { responses } from "./responses.ts";
import { type Rule, rules, type Script } from "./script.ts";

/** A stand-in for the providers of models, on loopback: speaks as they do and says what the script says. */
export class ModelServer implements AsyncDisposable {
  /** All that was asked of a model, oldest first. */
  readonly requests: ModelRequest[] = [];
  /** What answers. May be exchanged at any time. */
  script: Script;
  /** What answers a request that a CLI makes for its own sake. */
  background: Script = ({ background }) => ({ text: BACKGROUND_TEXTS[background ?? ""] ?? "ok" });
  readonly #server: Bun.Server<undefined>;
  readonly #held = new Map<number, () => void>();
  #closed = false;

  constructor(script: Script | Rule[] = () => ({ text: "Done." })) {
    this.script = typeof script === "function" ? script : rules(script);
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      idleTimeout: 0,
      fetch: (request) => this.#route(request),
    });
  }

  /** `http://127.0.0.1:PORT`, without a path. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** The requests of agents, without what CLIs ask for their own sake. */
  get work(): ModelRequest[] {
    return this.requests.filter(({ background }) => background === null);
  }

  /** Waits for a request that fits, of those that were made and those to come. */
  waitFor(fits: (request: ModelRequest) => boolean, withinMs = 60_000): Promise<ModelRequest> {
    return until("a request to the model", () => this.requests.find(fits), withinMs);
  }

  /** Lets a hanging answer go on; all of them when no id is given. */
  release(id?: number): void {
    for (const [held, go] of this.#held) if (id === undefined || id === held) go();
  }

  /** Ends everything at once: what hangs, what streams, and the port. */
  async close(): Promise<void> {
    this.#closed = true;
    this.release();
    await this.#server.stop(true);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #route(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (request.headers.get("upgrade")) return new Response("no websocket here", { status: 426 });
    if (request.method !== "POST") return request.method === "HEAD" ? new Response() : listModels(url);
    const body = record(parse(await request.text()));
    if (/count_?tokens/i.test(url.pathname)) return countTokens(body);
    const provider = providerOf(url.pathname);
    if (!provider) return Response.json({ error: `nothing at ${url.pathname}` }, { status: 404 });
    return this.#answer(provider, request, url, body);
  }

  async #answer(provider: Provider, request: Request, url: URL, body: Json): Promise<Response> {
    const asked = provider.read(body, url, request.headers);
    const entry = this.#enter(provider, asked, request.headers, url, body);
    request.signal.addEventListener("abort", () => {
      if (!entry.answered) entry.aborted = true;
      this.release(entry.id);
    });
    const reply = await this.#ask(entry);
    if (reply.delayMs) await Bun.sleep(reply.delayMs);
    const held = () => this.#hold(entry);
    if (reply.hang === "headers") await held();
    return respond({ provider, entry, reply, answer: () => answerOf(reply, asked, entry.id), held });
  }

  #enter(provider: Provider, asked: Asked, headers: Headers, url: URL, raw: Json): ModelRequest {
    const entry: ModelRequest = {
      ...asked,
      id: this.requests.length + 1,
      at: Date.now(),
      provider: provider.name,
      path: url.pathname,
      tools: asked.tools.map(({ name }) => name),
      lastUserText: userTexts(asked.messages).at(-1) ?? "",
      turnIndex: turnIndex(asked.messages),
      step: stepOf(asked.messages),
      background: backgroundOf(asked),
      headers,
      raw,
      aborted: false,
      answered: false,
    };
    this.requests.push(entry);
    return entry;
  }

  async #ask(entry: ModelRequest): Promise<Reply> {
    try {
      return await (entry.background === null ? this.script(entry) : this.background(entry));
    } catch (error) {
      return { status: 500, error: `the script failed: ${error}` };
    }
  }

  #hold(entry: ModelRequest): Promise<void> {
    if (this.#closed || entry.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#held.set(entry.id, () => {
        this.#held.delete(entry.id);
        resolve();
      });
    });
  }
}

function providerOf(path: string): Provider | undefined {
  if (path.endsWith("/messages")) return anthropic;
  if (path.endsWith("/responses")) return responses;
  if (path.endsWith("/chat/completions")) return chat;
  return /:(streamG|g)enerateContent$/.test(path) ? gemini : undefined;
}

function listModels(url: URL): Response {
  if (!url.pathname.endsWith("/models")) return new Response(null, { status: 404 });
  const model = { id: "stub-model", object: "model", type: "model", display_name: "Stub", created: 0 };
  return Response.json({ object: "list", data: [model], models: [], has_more: false });
}

function countTokens(body: Json): Response {
  const count = Math.ceil(JSON.stringify(body).length / 4);
  return Response.json({ input_tokens: count, totalTokens: count });
}
