import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { version } from "../../package.json";
import type { Client } from "../api/client.ts";
import type { Instructions } from "../api/contract/call.ts";
import { OverstoryError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { toFailure, toResult } from "./answer.ts";
import type { Tool } from "./tool.ts";
import { TOOLS } from "./tools.ts";

/** A client for one call, and what the daemon has said beside its answer. */
export type Connect = () => Promise<{ client: Client; heard(): Instructions | undefined }>;

const GREETING = `overstory supervises you as one session of a run. With these tools you see and change your own work: your task, what you
are doing, mail with the other sessions and with the person who is in charge. Call done when your task is carried out and committed.`;

/** Serves the tools on standard input and output until the other end closes them. Nothing else may print there. */
export async function serveMcp(connect: Connect): Promise<void> {
  const server = new Server(
    { name: "overstory", version },
    { capabilities: { tools: {} }, instructions: GREETING },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS.map(describe) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    try {
      const tool = requireTool(params.name);
      const { client, heard } = await connect();
      return toResult(await tool.call(client, params.arguments, signal), heard());
    } catch (error) {
      return toFailure(error);
    }
  });
  const closed = Promise.withResolvers<void>();
  server.onclose = () => closed.resolve();
  process.stdin.once("end", () => server.close());
  await server.connect(new StdioServerTransport());
  await closed.promise;
}

const describe = ({ name, description, reads, inputSchema }: Tool) => ({
  name,
  description,
  inputSchema: { ...inputSchema, additionalProperties: false },
  annotations: { readOnlyHint: reads, openWorldHint: false },
});

function requireTool(name: string): Tool {
  const tool = TOOLS.find((one) => one.name === name);
  if (tool) return tool;
  const names = TOOLS.map((one) => one.name);
  throw new OverstoryError(
    "not_found",
    `there is no tool ${JSON.stringify(name)}${didYouMean(name, names)}`,
    {
      hint: `tools: ${names.join(", ")}`,
    },
  );
}
