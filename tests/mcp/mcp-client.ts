import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import type { ChildView } from "../../src/api/contract/child.ts";
import type { MailView } from "../../src/api/contract/mail.ts";
import type { WorkTaskView } from "../../src/api/contract/task.ts";

const PROGRAM = join(import.meta.dir, "../../src/main.ts");

/** What tools answer, by noun; each has one of them. */
interface Answer {
  task: WorkTaskView;
  child: ChildView;
  mail: MailView;
  mails: MailView[];
}

export interface McpClient extends AsyncDisposable {
  client: Client;
  /** Calls a tool and answers the document that it answered; throws its error. */
  call(name: string, input?: Record<string, unknown>): Promise<Answer>;
  /** The same; answers code, message and hint of the refusal. */
  refusal(name: string, input?: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** The SDK's own client, connected to `overstory mcp` in a process of its own. */
export async function mcpClient(root: string, env: Record<string, string>): Promise<McpClient> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM, "mcp"],
    cwd: root,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env },
    stderr: "inherit",
  });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  const ask = async (name: string, input: Record<string, unknown> = {}) => {
    const result = CallToolResultSchema.parse(await client.callTool({ name, arguments: input }));
    const [first] = result.content;
    if (first?.type !== "text") throw new Error(`${name} answered no text`);
    return { isError: result.isError === true, document: JSON.parse(first.text) };
  };
  return {
    client,
    call: async (name, input) => {
      const { isError, document } = await ask(name, input);
      if (isError) throw new Error(`${name}: ${JSON.stringify(document)}`);
      return document;
    },
    refusal: async (name, input) => {
      const { isError, document } = await ask(name, input);
      if (!isError) throw new Error(`${name} was not refused: ${JSON.stringify(document)}`);
      return document.error;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
