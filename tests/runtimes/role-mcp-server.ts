import { createInterface } from "node:readline";

/** An MCP server with one tool, `ping`, that answers with what its environment holds in ROLE_TEST_WORD. */
const answers: Record<string, unknown> = {
  initialize: {
    protocolVersion: "2025-06-18",
    capabilities: { tools: {} },
    serverInfo: { name: "overstory", version: "1.0.0" },
  },
  "tools/list": {
    tools: [{ name: "ping", description: "Answers.", inputSchema: { type: "object", properties: {} } }],
  },
  "tools/call": { content: [{ type: "text", text: `pong ${process.env.ROLE_TEST_WORD ?? "nothing"}` }] },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(line);
  if (id === undefined) continue;
  const result = answers[method];
  const error = { code: -32601, message: `there is no ${method}` };
  console.log(JSON.stringify({ jsonrpc: "2.0", id, ...(result === undefined ? { error } : { result }) }));
}
