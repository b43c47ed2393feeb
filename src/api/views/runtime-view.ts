import { isBuiltInRuntime } from "../../domain/agent/runtime-names.ts";
import type { CheckedRuntime } from "../../domain/check.ts";
import type { RuntimeView } from "../contract/runtime.ts";

export const viewRuntime = ({
  name,
  hasProgram,
  isInstalled,
  checks,
  ...look
}: CheckedRuntime): RuntimeView => ({
  name,
  isBuiltIn: isBuiltInRuntime(name),
  isConfigured: look.isConfigured,
  isInstalled: hasProgram ? isInstalled : null,
  tested: look.tested,
  checks,
  abilities: look.abilities,
});
