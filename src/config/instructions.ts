import * as v from "valibot";
import { SITUATIONS } from "../domain/instructions/situations.ts";
import { findFault } from "../domain/instructions/step-fault.ts";
import { FilledText } from "./fields.ts";

const Step = v.pipe(
  v.strictObject({
    text: FilledText,
    command: v.optional(FilledText),
    when: v.optional(FilledText),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed ? findFault(dataset.value) : null;
    if (!fault || !dataset.typed) return;
    const { value } = dataset;
    addIssue({
      message: fault.message,
      path: [{ type: "object", origin: "value", input: value, key: fault.field, value: value[fault.field] }],
    });
  }),
);

const Template = v.optional(v.nullable(v.array(Step)));

/** What sessions are told to do next, by situation, in place of what is built in; null for nothing. */
export const InstructionsField = v.optional(v.strictObject(v.entriesFromList(SITUATIONS, Template)), {});
