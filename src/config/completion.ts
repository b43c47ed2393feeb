import * as v from "valibot";
import { REQUIRABLE, type Requirable } from "../domain/completion/policy.ts";
import { count } from "./fields.ts";

const REQUIRED: Requirable[] = ["summary", "subtasks", "gates", "clean_tree"];

/** What is asked of finished work. */
export const CompletionField = v.optional(
  v.strictObject({
    /** Characters that a summary should have. */
    summaryLength: v.optional(count(0, 10_000), 20),
    /** Updates that should be logged. */
    updates: v.optional(count(0, 1000), 2),
    /** What blocks when it is not met; the other requirements only warn. */
    require: v.optional(v.array(v.picklist(REQUIRABLE)), REQUIRED),
  }),
  {},
);
