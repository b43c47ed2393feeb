import { isBuiltInRuntime } from "../../domain/agent/runtime-names.ts";
import type { RuntimeView } from "../contract.ts";
import type { RuntimeLook } from "../services.ts";

export const viewRuntime = ({
  name,
  hasProgram,
  isInstalled,
  checks,
  ...look
}: RuntimeLook): RuntimeView => ({
  name,
  isBuiltIn: isBuiltInRuntime(name),
  isConfigured: look.isConfigured,
  isInstalled: hasProgram ? isInstalled : null,
  tested: look.tested,
  checks,
  abilities: look.abilities,
});
