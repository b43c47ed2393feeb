import type { Runtime } from "./runtime.ts";

/** What refuses tasks that have no prompt. */
export const needsPrompt =
  (name: string): Runtime["refuses"] =>
  ({ prompt }) =>
    prompt === null ? `a task of the runtime ${name} needs a prompt` : undefined;
