import { SELF } from "../../../api/contract/call.ts";
import type { SprintChangeName, SprintChangeRequest } from "../../../api/contract/sprint.ts";
import { usageError } from "../../../errors.ts";
import { defineCommand } from "../../command.ts";
import { inert } from "../../render/text.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

export const SPRINT = {
  type: "positional",
  required: false,
  description: "Key or id; the one that the session works on when left out",
} as const;
const REASON = { type: "string", valueHint: "TEXT", description: "Why" } as const;

export const sprintActivate = defineCommand({
  args: { sprint: { type: "positional", description: "Key or id" }, ...WORK_ARGS },
  examples: [["overstory sprint activate SPRINT-001", "work on it: what you do from now on belongs to it"]],
  run: (args) => change(args, "activate", {}),
});

export const sprintDeactivate = defineCommand({
  args: { sprint: SPRINT, ...WORK_ARGS },
  examples: [["overstory sprint deactivate", "work on something else; it stays active"]],
  run: (args) => change(args, "deactivate", {}, "is off the stack"),
});

export const sprintComplete = defineCommand({
  args: {
    sprint: SPRINT,
    summary: { type: "string", valueHint: "TEXT", description: "What came of it" },
    force: { type: "boolean", description: "Although checks fail; needs --reason" },
    reason: REASON,
    ...WORK_ARGS,
  },
  examples: [['overstory sprint complete SPRINT-001 --summary "Old files can be read"', "by its checks"]],
  run: (args) => {
    const { summary, force, reason } = args;
    if (force && reason === undefined)
      throw usageError("--force needs a reason: it is recorded", 'say why: --force --reason "…"');
    return change(args, "complete", { summary, force, reason });
  },
});

export const sprintCancel = defineCommand({
  args: { sprint: { type: "positional", description: "Key or id" }, reason: REASON, ...WORK_ARGS },
  examples: [['overstory sprint cancel SPRINT-001 --reason "not needed"', "its tasks stay as they are"]],
  run: (args) => change(args, "cancel", { reason: args.reason }),
});

interface ChangeArguments {
  project: string | undefined;
  session: string | undefined;
  sprint: string | undefined;
  format: "plain" | "markdown";
  json: boolean;
}

/** @param words what is said of it; its status when left out */
async function change(
  args: ChangeArguments,
  name: SprintChangeName,
  request: SprintChangeRequest,
  words?: string,
): Promise<number> {
  const { client } = await workplace(args);
  const sprint = await client.work.changeSprint(args.sprint ?? SELF, name, request);
  await answer(args, { sprint }, () => [
    `${sprint.key} ${words ?? `is ${sprint.status}`}: ${inert(sprint.title)}`,
  ]);
  return 0;
}
