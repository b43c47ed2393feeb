import { until } from "./wait.ts";

export interface ReceivedPost {
  at: number;
  path: string;
  headers: Headers;
  body: string;
}

/** A server of this machine that keeps what is posted to it. */
export class TestWebhook implements AsyncDisposable {
  readonly posts: ReceivedPost[] = [];
  /** What it answers. */
  answer: () => Response | Promise<Response> = () => new Response();
  #server: Bun.Server<undefined> | undefined;
  readonly #port: number;

  constructor() {
    this.#server = this.#serve(0);
    this.#port = this.#server.port ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  /** Nothing answers any more. */
  async goDown(): Promise<void> {
    await this.#server?.stop(true);
    this.#server = undefined;
  }

  comeUp(): void {
    this.#server = this.#serve(this.#port);
  }

  /** Waits for that many posts, in all, and answers them. */
  async received(count: number, withinMs?: number): Promise<ReceivedPost[]> {
    await until(`${count} posts arrive`, () => this.posts.length >= count, withinMs);
    return this.posts;
  }

  /** Of every alert in every post. */
  told(): { id: string; news: string; kind: string; subject: string; key: string; message: string }[] {
    return this.posts.flatMap(({ body }) => {
      const { alert, alerts } = JSON.parse(body);
      return alerts ?? [alert];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.goDown();
  }

  #serve(port: number) {
    return Bun.serve({
      hostname: "127.0.0.1",
      port,
      fetch: async (request) => {
        const body = await request.text();
        this.posts.push({
          at: Date.now(),
          path: new URL(request.url).pathname,
          headers: request.headers,
          body,
        });
        return await this.answer();
      },
    });
  }
}
