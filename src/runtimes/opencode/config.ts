import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import { usageError } from "../../errors.ts";
import { MCP_NAME, roleFile } from "../role-file.ts";
import type { AgentStart, McpServer } from "../runtime.ts";
import { PERMISSION } from "./permission.ts";

export const PLUGIN = "plugin.js";

const Own = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({
    plugin: v.optional(v.array(v.unknown()), []),
    instructions: v.optional(v.array(v.unknown()), []),
    mcp: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
);

/**
 * Configuration for one start, which OpenCode lays over the person's own. Throws `usage` for an own text that is no JSON.
 *
 * @param own what the runtime's entry sets in the same place
 */
export function opencodeConfig(start: AgentStart, own: string | undefined): string {
  const { permissions, folder, mcp } = start;
  const parsed = v.safeParse(Own, own ?? "{}");
  if (!parsed.success)
    throw usageError(
      "runtimes: env.OPENCODE_CONFIG_CONTENT of OpenCode must be an object in JSON",
      "OPENCODE_CONFIG names a file instead",
    );
  return JSON.stringify({
    autoupdate: false,
    permission: PERMISSION[permissions],
    ...parsed.output,
    instructions: [...parsed.output.instructions, ...[roleFile(start).path].filter((path) => path !== null)],
    mcp: { ...parsed.output.mcp, ...(mcp && { [MCP_NAME]: localServer(mcp) }) },
    plugin: [...parsed.output.plugin, pathToFileURL(join(folder, PLUGIN)).href],
  });
}

const localServer = ({ command, args, env }: McpServer) => ({
  type: "local",
  command: [command, ...args],
  environment: env,
  enabled: true,
});
