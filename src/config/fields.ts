import * as v from "valibot";
import { nameProblem } from "../domain/names.ts";
import { parseDuration } from "../duration.ts";
import { OverstoryError } from "../errors.ts";

/** `90s`, `1h30m`, `500ms`, or a number of seconds; parsed to milliseconds. */
export const Duration = v.pipe(
  v.union([v.string(), v.number()]),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return parseDuration(dataset.value, "");
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      addIssue({ message: `"${dataset.value}" is not a duration; write it as 30s, 10m, 1h30m or 500ms` });
      return NEVER;
    }
  }),
);

/** A whole number within bounds. */
export const count = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.integer(({ received }) => `must be a whole number, not ${received}`),
    v.minValue(least, ({ received }) => `must be at least ${least}, not ${received}`),
    v.maxValue(most, ({ received }) => `must be at most ${most}, not ${received}`),
  );

export const Name = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? nameProblem(dataset.value) : undefined;
    if (problem) addIssue({ message: `${JSON.stringify(dataset.value)} ${problem}` });
  }),
);

/** Text for people or for a shell: any characters but NUL, which neither can hold. */
export const Text = v.pipe(
  v.string(),
  v.check((text) => !text.includes("\0"), "must not hold a NUL character"),
);

export const MaxAgents = count(1, 1000);

export const FilledText = v.pipe(
  Text,
  v.check((text) => text.trim() !== "", "must not be empty"),
);

/** At least a moment: what would come round without end otherwise. */
export const PositiveDuration = v.pipe(
  Duration,
  v.check((ms) => ms >= 1, "must be longer than 0"),
);
