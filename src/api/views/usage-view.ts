import type { UsageTotals } from "../../store/usage.ts";
import type { UsageView } from "../contract/usage.ts";

/** null for what has told nothing. */
export const viewUsage = (used: UsageTotals | null | undefined): UsageView | null =>
  used ? { ...used.total, byModel: used.byModel } : null;
