import type { Client } from "../../../api/client.ts";
import type { DelegationAnswer, SubagentStopAnswer } from "../../../api/contract/delegation.ts";
import { describeError } from "../../../errors.ts";
import { defineCommand } from "../../command.ts";
import { printJson } from "../../output.ts";
import { workplace } from "../../work.ts";

// Other programs call these in the middle of their work: whatever happens they get an answer, and exit code 0.

export const hookPreDelegate = defineCommand({
  args: {},
  examples: [
    [
      `echo '{"agent_name": "parser", "task_id": "T-7"}' | overstory hook pre-delegate`,
      "should work go on where it was left? always answers JSON, always exits with 0",
    ],
  ],
  run: (args) =>
    answerHook<DelegationAnswer>(
      args,
      (client, input) => client.work.preDelegate(input),
      (reason) => ({
        should_resume: false,
        reason,
        agent_id: null,
        resume_metadata: null,
        original_context: null,
      }),
    ),
});

export const hookSubagentStop = defineCommand({
  args: {},
  examples: [
    [
      `echo '{"agent_id": "SESSION-002", "exit_code": 0}' | overstory hook subagent-stop`,
      "settles the session by the exit code; always answers JSON, always exits with 0",
    ],
  ],
  run: (args) =>
    answerHook<SubagentStopAnswer>(
      args,
      (client, input) => client.work.subagentStop(input),
      (reason) => ({ ok: false, reason, agent_id: null }),
    ),
});

async function answerHook<Answer extends object>(
  args: { project: string | undefined },
  ask: (client: Client, input: unknown) => Promise<Answer>,
  orElse: (reason: string) => Answer,
): Promise<number> {
  const answer = await tell(args, ask).catch((error) => orElse(`error: ${describeError(error)}`));
  printJson(Object.fromEntries(Object.entries(answer)));
  return 0;
}

async function tell<Answer>(
  args: { project: string | undefined },
  ask: (client: Client, input: unknown) => Promise<Answer>,
): Promise<Answer> {
  const input = readInput(await Bun.stdin.text());
  const { client } = await workplace(args);
  return await ask(client, input);
}

/** What is no JSON is passed on as it is: the daemon says that it is none. */
function readInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
