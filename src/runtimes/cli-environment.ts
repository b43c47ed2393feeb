import type { RuntimeSettings } from "../config/runtimes.ts";

/**
 * Variables that a CLI gets beside the common ones: those of `inherited` that its adapter names or its settings pass on,
 * then those that its settings set. A `*` at the end of a name stands for any rest.
 */
export function cliEnvironment(
  { pass, env }: Pick<RuntimeSettings, "pass" | "env">,
  inherited: Readonly<Record<string, string | undefined>>,
  named: readonly string[],
): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited))
    if (value !== undefined && [...named, ...pass].some((pattern) => matchesVariable(pattern, name)))
      passed[name] = value;
  return { ...passed, ...env };
}

/** Whether that variable is meant; a `*` at the end of the pattern stands for any rest. */
export const matchesVariable = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** What CLIs of any model need to reach their provider: its keys, and the way through a proxy. */
export const MODEL_VARIABLES: readonly string[] = [
  ...[
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "all_proxy",
  ],
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  ...["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENROUTER_API_KEY"],
  ...["GROQ_API_KEY", "MISTRAL_API_KEY", "XAI_API_KEY", "DEEPSEEK_API_KEY", "CEREBRAS_API_KEY", "HF_TOKEN"],
  ...["AZURE_OPENAI_*", "AWS_*", "GOOGLE_CLOUD_*", "GOOGLE_APPLICATION_CREDENTIALS", "CLOUDFLARE_*"],
  ...["AI_GATEWAY_API_KEY", "ZAI_API_KEY", "OPENCODE_API_KEY", "FIREWORKS_API_KEY", "TOGETHER_API_KEY"],
  ...["KIMI_API_KEY", "MINIMAX_*", "XIAOMI_*"],
];
