import * as v from "valibot";
import { count, FilledText, MaxAgents, Name } from "../config/fields.ts";
import { Line, Prose } from "./work-input.ts";

const Usd = v.pipe(
  v.number(),
  v.check((usd) => Number.isFinite(usd) && usd > 0, "must be more than 0"),
);
const Tokens = count(1, Number.MAX_SAFE_INTEGER);

export const StartGoal = v.strictObject({
  goal: Prose,
  runtime: v.optional(Name),
  command: v.optional(FilledText),
  maxAgents: v.optional(MaxAgents),
  budgetUsd: v.optional(Usd),
  budgetTokens: v.optional(Tokens),
  base: v.optional(FilledText),
  into: v.optional(FilledText),
  planFirst: v.optional(v.boolean()),
  gates: v.optional(v.array(FilledText)),
  requestId: FilledText,
});

export const ResumeRun = v.strictObject({
  budgetUsd: v.optional(Usd),
  budgetTokens: v.optional(Tokens),
});

export const HoldRun = v.strictObject({ reason: v.optional(Line) });

export const SpawnTask = v.strictObject({
  /** For the operator: whose task it becomes. */
  run: v.optional(FilledText),
  title: Line,
  prompt: v.optional(Prose),
  role: v.optional(Name),
  runtime: v.optional(Name),
  command: v.optional(FilledText),
  dependsOn: v.optional(v.array(FilledText)),
  gates: v.optional(v.array(FilledText)),
  requestId: v.optional(FilledText),
});

export const ChildrenQuery = v.strictObject({ session: v.optional(FilledText) });

export const SayDone = v.strictObject({ summary: v.optional(Prose) });
