import type { CheckView } from "../../api/contract/check.ts";
import { askYesNo } from "../ask.ts";

interface Repairer {
  repair(check: string): Promise<string>;
}

/**
 * Repairs what can be repaired, each after a yes.
 *
 * @param isAgreed the person has said yes to all of it
 * @param tell gets what was done, a line each
 */
export async function repairChecks(
  client: Repairer,
  checks: readonly CheckView[],
  isAgreed: boolean,
  tell: (line: string) => void,
): Promise<void> {
  for (const { name, state, repair } of checks) {
    if (repair === undefined || state === "ok") continue;
    const isWanted = isAgreed || (await askYesNo(repair));
    if (isWanted === undefined) return;
    if (isWanted) tell(`${name}: ${await client.repair(name)}`);
  }
}
