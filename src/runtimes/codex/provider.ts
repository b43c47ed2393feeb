import * as v from "valibot";
import { systemCode } from "../../errors.ts";

const Config = v.object({
  model_provider: v.optional(v.string()),
  model_providers: v.optional(v.record(v.string(), v.object({ env_key: v.optional(v.string()) })), {}),
});

/** A provider other than OpenAI, and the variable that holds its key. */
export interface OwnProvider {
  provider: string;
  variable: string | null;
}

/** The provider that a person's config.toml chooses; null for OpenAI's own. */
export async function readProvider(path: string): Promise<OwnProvider | null | "unreadable"> {
  const config = await readConfig(path);
  if (config === "unreadable") return config;
  const { model_provider, model_providers } = config;
  if (model_provider === undefined || model_provider === "openai") return null;
  return { provider: model_provider, variable: model_providers[model_provider]?.env_key ?? null };
}

async function readConfig(path: string): Promise<v.InferOutput<typeof Config> | "unreadable"> {
  try {
    const parsed = v.safeParse(Config, Bun.TOML.parse(await Bun.file(path).text()));
    return parsed.success ? parsed.output : "unreadable";
  } catch (error) {
    if (systemCode(error) === "ENOENT") return { model_providers: {} };
    if (error instanceof Error) return "unreadable";
    throw error;
  }
}
