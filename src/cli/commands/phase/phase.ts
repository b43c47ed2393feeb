import { SELF } from "../../../api/contract/call.ts";
import { usageError } from "../../../errors.ts";
import { BETWEEN } from "../../arguments.ts";
import { defineCommand } from "../../command.ts";
import { inert } from "../../render/text.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { waitForDecision } from "./wait.ts";

export const phase = defineCommand({
  args: {
    phase: {
      type: "positional",
      description:
        "initializing, investigating, planning, approval, executing, validating; completed, failed, abandoned are final",
    },
    meta: {
      type: "string",
      valueHint: "K=V...",
      description: "To keep with the session; may be repeated; or a JSON object",
    },
    error: { type: "string", valueHint: "TEXT", description: "What went wrong" },
    question: { type: "string", valueHint: "TEXT", description: "approval: what a person is asked" },
    wait: {
      type: "boolean",
      description: "approval: wait for the decision; exit code 0 when approved, 1 when rejected",
    },
    ...WORK_ARGS,
  },
  examples: [
    ["overstory phase planning --meta turn=2", "what you do now, and something to keep"],
    [
      'overstory phase approval --question "the plan in docs/plan.md" --wait',
      "go on only when a person agrees",
    ],
    ['overstory phase investigating --error "the tests do not start"', "with what went wrong"],
  ],
  run: async (args) => {
    if (args.phase !== "approval" && (args.wait || args.question !== undefined))
      throw usageError("--wait and --question belong to overstory phase approval");
    const metadata = args.meta === undefined ? undefined : readMetadata(args.meta);
    const { client, paths } = await workplace(args);
    const session = await client.work.changePhase(SELF, {
      phase: args.phase,
      metadata,
      error: args.error,
      question: args.question,
    });
    if (args.wait) return await waitForDecision(client, paths, args);
    await answer(args, { session }, () => [
      `${session.key} is in phase ${session.phase}${session.attentionReason === null ? "" : `, and waits: ${inert(session.attentionReason)}`}`,
    ]);
    return 0;
  },
});

/** `k=v,k2=v2`, or a JSON object, once or more. A comma belongs to the value where no name follows. Throws `usage`. */
export const readMetadata = (text: string): Record<string, unknown> =>
  Object.assign(
    {},
    ...text.split(BETWEEN).map((one) => (/^\s*\{/.test(one) ? readObject(one) : readPairs(one))),
  );

const readPairs = (text: string): Record<string, unknown> =>
  Object.fromEntries(text.split(/,(?=\s*[\w.-]+=)/).map(readPair));

function readPair(pair: string): [string, string] {
  const equals = pair.indexOf("=");
  if (equals > 0) return [pair.slice(0, equals).trim(), pair.slice(equals + 1)];
  throw usageError(`--meta: ${JSON.stringify(pair)} has no name`, "write it as turn=2,plan=docs/plan.md");
}

function readObject(text: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    throw usageError(`--meta: ${text} is not JSON`, 'write it as {"turn": 2}, or as turn=2');
  }
}
