import type { StatusView } from "../../api/contract/status.ts";
import { printLines } from "../output.ts";
import { standardScreen } from "../terminal.ts";
import { statusPage } from "./status-page.ts";

const LIMITS = { ageMs: 0, attention: 10, runs: 10, sessions: 20 };

/** Prints the status page once, with room for a screenful of each kind. */
export async function printStatus(status: StatusView): Promise<void> {
  printLines(statusPage(status, await standardScreen(), LIMITS));
}
