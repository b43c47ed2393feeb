import * as v from "valibot";
import { FilledText, Text } from "../config/fields.ts";

/** Programs of others may send more than what is read here. */
export const DelegateInput = v.object({
  agent_name: FilledText,
  task_id: FilledText,
  agent_id: v.optional(v.nullable(Text)),
  task_description: v.optional(v.nullable(Text)),
  metadata: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
});
export type DelegateInput = v.InferOutput<typeof DelegateInput>;

export const StopInput = v.object({
  agent_id: FilledText,
  exit_code: v.optional(v.nullable(v.pipe(v.number(), v.integer("must be a whole number")))),
  summary: v.optional(v.nullable(Text)),
  error: v.optional(v.nullable(Text)),
});
export type StopInput = v.InferOutput<typeof StopInput>;
