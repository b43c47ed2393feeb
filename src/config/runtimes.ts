import * as v from "valibot";
import { AGENT_MODES, PERMISSIONS } from "../domain/agent/permissions.ts";
import { FilledText, Name, PositiveDuration, Text } from "./fields.ts";
import { runtimeFaults } from "./runtime-rules.ts";

const Level = v.picklist(PERMISSIONS);

/** Matched against the rows of the screen, without colours. */
const Pattern = v.pipe(
  FilledText,
  v.check((text) => {
    try {
      return new RegExp(text, "u") instanceof RegExp;
    } catch {
      return false;
    }
  }, "is no regular expression"),
);

export const RuntimeEntry = v.strictObject({
  /** The adapter that drives it: a built-in runtime's name, for another account or another program of the same kind. */
  like: v.optional(Name),
  /** The program, found in PATH; the built-in runtime's own when left out. */
  command: v.optional(FilledText),
  /** Further arguments, before the prompt. */
  args: v.optional(v.array(Text), []),
  /** Variables that it gets with these values, and those that it gets from the daemon's environment. */
  env: v.optional(v.record(v.string(), Text), {}),
  pass: v.optional(v.array(FilledText), []),
  model: v.optional(FilledText),
  mode: v.optional(v.picklist(AGENT_MODES), "interactive"),
  /** What its agents may do unasked: for all, or by role, with `default` for the others. See permissions-of.ts. */
  permissions: v.optional(v.union([Level, v.record(Name, Level)])),
  // The rest is for a CLI that no built-in adapter knows.
  /** How it gets its first prompt. */
  prompt: v.optional(v.picklist(["argument", "typed", "environment"])),
  /** A row that tells that it takes prompts, that it works, that it asks something, that a limit is reached. */
  ready: v.optional(Pattern),
  busy: v.optional(Pattern),
  dialog: v.optional(Pattern),
  limit: v.optional(Pattern),
  /** Arguments that go on with a conversation; `{conversation}` stands for its id. */
  resume: v.optional(v.array(Text)),
  /** Arguments that begin a conversation under an id that overstory makes. */
  begin: v.optional(v.array(Text)),
  /** Between the text and Enter. */
  enterAfter: v.optional(PositiveDuration),
});

export type RuntimeSettings = v.InferOutput<typeof RuntimeEntry>;

export const RuntimesField = v.optional(
  v.pipe(
    v.record(Name, RuntimeEntry),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const [name, entry] of Object.entries(dataset.value))
        for (const { field, message } of runtimeFaults(name, entry))
          addIssue({
            message,
            path: [pathItem(dataset.value, name), ...(field === null ? [] : [pathItem(entry, field)])],
          });
    }),
  ),
  {},
);

const pathItem = (input: Record<string, unknown>, key: string) => ({
  type: "object" as const,
  origin: "value" as const,
  input,
  key,
  value: input[key],
});

/** Settings of a runtime of which nothing is configured. */
export const plainRuntime = (): RuntimeSettings => ({ args: [], env: {}, pass: [], mode: "interactive" });
