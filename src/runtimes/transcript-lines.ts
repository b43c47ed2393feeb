import * as v from "valibot";

/** The lines of a transcript that are JSON of that schema, in order; the others say nothing. */
export const parseLines = <Schema extends v.GenericSchema>(
  schema: Schema,
  lines: readonly string[],
): v.InferOutput<Schema>[] => lines.flatMap((line) => parseLine(schema, line));

function parseLine<Schema extends v.GenericSchema>(schema: Schema, text: string): v.InferOutput<Schema>[] {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? [parsed.output] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
