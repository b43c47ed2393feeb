import { afterAll, beforeEach } from "bun:test";
import { type Json, parse, record } from "./json.ts";
import { ModelServer } from "./model-server.ts";

/** Arguments of a shell tool, as a client describes them. */
export const FIELDS = { type: "object", properties: { command: { type: "string" } } };

/** A model server for the tests of one file, which says hello until it is told otherwise. */
export function testServer() {
  const server = new ModelServer();
  afterAll(() => server.close());
  beforeEach(() => {
    server.script = () => ({ text: "Hello you there." });
    server.requests.length = 0;
  });
  const post = (path: string, body: object, init: RequestInit = {}) =>
    fetch(server.url + path, { method: "POST", body: JSON.stringify(body), ...init });
  return { server, post };
}

/** The data of each event of a stream. */
export async function events(response: Response): Promise<Json[]> {
  const blocks = (await response.text()).split(/\r?\n\r?\n/).filter(Boolean);
  return blocks.map((block) => record(parse(block.replace(/^(event: .*\n)?data: /, ""))));
}
