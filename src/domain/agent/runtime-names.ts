/** The runtimes that need no configuration. `shell` is any command; the others are the CLIs of models. */
export const BUILT_IN_RUNTIMES = ["claude", "codex", "opencode", "gemini", "pi", "shell"] as const;
export type BuiltInRuntime = (typeof BUILT_IN_RUNTIMES)[number];

export const isBuiltInRuntime = (name: string): name is BuiltInRuntime =>
  (BUILT_IN_RUNTIMES as readonly string[]).includes(name);
