import { join } from "node:path";
import type { RuntimeSettings } from "../../config/runtimes.ts";

/** The person's folder with the configuration, the login and the conversations. Nothing of it is ever written. */
export function codexHome(
  { env }: Pick<RuntimeSettings, "env">,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const { CODEX_HOME, HOME } = { ...environment, ...env };
  return CODEX_HOME || join(HOME ?? "/", ".codex");
}
