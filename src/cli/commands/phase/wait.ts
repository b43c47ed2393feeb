import type { Client } from "../../../api/client.ts";
import type { ApprovalView } from "../../../api/contract/phase.ts";
import { OverstoryError } from "../../../errors.ts";
import type { ProjectPaths } from "../../../paths.ts";
import { ensureDaemon, isUnavailable } from "../../daemon/connect.ts";
import { inertLines } from "../../render/text.ts";
import { answer } from "../../work.ts";

const RETRY_MS = 500;

/** Waits until a person has decided, across daemons; answers the exit code, 0 when approved, and prints the note. */
export async function waitForDecision(
  client: Client,
  paths: ProjectPaths,
  output: { json: boolean; format: "plain" | "markdown" },
): Promise<number> {
  for (;;) {
    const approval = await askAgain(client, paths);
    if (approval === null) throw new OverstoryError("conflict", "nothing waits for an approval any more");
    if (approval === "again" || approval.decision === null) continue;
    await answer(output, { approval }, () => describeDecision(approval));
    return approval.decision === "approved" ? 0 : 1;
  }
}

async function askAgain(client: Client, paths: ProjectPaths): Promise<ApprovalView | null | "again"> {
  try {
    return await client.work.approval(undefined, true);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
  }
  // It was stopped or killed: the question is on record, and the next daemon knows it.
  await Bun.sleep(RETRY_MS);
  await ensureDaemon(client, paths);
  return "again";
}

export const describeDecision = ({
  session,
  question,
  decision,
  decidedBy,
  note,
}: ApprovalView): string[] => [
  ...inertLines(
    `${session}: ${question} is ${decision ?? "not decided yet"}${decidedBy ? ` by ${decidedBy}` : ""}`,
  ),
  ...(note === null ? [] : inertLines(note)),
];
