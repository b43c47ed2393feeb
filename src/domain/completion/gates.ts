import type { GateRun } from "../gate.ts";
import { describeExit } from "../outcome.ts";
import type { Finding } from "./judge.ts";
import { countOf, nameSome } from "./words.ts";

/** Who can tell whether a task's gates are green. */
export type GateFacts =
  /** overstory runs them itself when the agent has ended. */
  | { by: "overstory"; commands: readonly string[] }
  /** There is no work tree to run them in. */
  | { by: "nobody"; commands: readonly string[]; why: string }
  /** They are run on request; each with its newest run, and the commit that its work stands at (null: cannot be told). */
  | { by: "session"; gates: readonly RequiredGate[]; head: string | null };

export interface RequiredGate {
  command: string;
  run: Pick<GateRun, "command" | "passed" | "exitCode" | "headCommit"> | null;
}

/** @param task as people name it in commands */
export function findGates(facts: GateFacts, task: string): Finding {
  const count = facts.by === "session" ? facts.gates.length : facts.commands.length;
  if (count === 0) return finding("met", "no gates are asked for", null);
  switch (facts.by) {
    case "overstory":
      return finding(
        "advised",
        `${countOf(count, "gate")} not run yet: overstory runs them when the agent has ended`,
        "end your work; what they say follows",
      );
    case "nobody":
      return finding(
        "unknown",
        `whether ${countOf(count, "gate")} would pass cannot be told: ${facts.why}`,
        `run them yourself: ${nameSome(facts.commands)}`,
      );
    case "session":
      return findRuns(facts.gates, facts.head, task);
  }
}

function findRuns(gates: readonly RequiredGate[], head: string | null, task: string): Finding {
  const faults = gates.flatMap((gate) => {
    const fault = faultOf(gate, head);
    return fault === null ? [] : [`${gate.command} (${fault})`];
  });
  if (faults.length === 0) return finding("met", `${countOf(gates.length, "gate")}, all green`, null);
  const message = `${faults.length} of ${countOf(gates.length, "gate")} not green: ${nameSome(faults)}`;
  return finding("lacking", message, `overstory task check ${task} --gates`);
}

/** Why a gate does not count as green for that commit; null when it does. */
function faultOf({ command, run }: RequiredGate, head: string | null): string | null {
  if (run === null || run.command !== command) return "not run";
  if (run.passed === null) return "still running";
  if (!run.passed) return `exit ${run.exitCode === null ? "unknown" : describeExit(run.exitCode)}`;
  if (head === null) return "the present commit cannot be told";
  if (run.headCommit === null) return "it ran on uncommitted work";
  return run.headCommit === head ? null : `it ran on ${run.headCommit.slice(0, 7)}, not ${head.slice(0, 7)}`;
}

const finding = (state: Finding["state"], message: string, how: string | null): Finding => ({
  type: "gates",
  state,
  message,
  field: null,
  how,
});
