import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import { usageError } from "../../errors.ts";
import type { AgentStart } from "../runtime.ts";
import { PERMISSION } from "./permission.ts";

export const PLUGIN = "plugin.js";

const Own = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ plugin: v.optional(v.array(v.unknown()), []) }),
);

/**
 * Configuration for one start, which OpenCode lays over the person's own. Throws `usage` for an own text that is no JSON.
 *
 * @param own what the runtime's entry sets in the same place
 */
export function opencodeConfig({ permissions, folder }: AgentStart, own: string | undefined): string {
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
    plugin: [...parsed.output.plugin, pathToFileURL(join(folder, PLUGIN)).href],
  });
}
