import * as v from "valibot";

/** One argument of a tool: how it is described to a model, and how it is checked. */
export interface Field<S extends v.GenericSchema = v.GenericSchema> {
  json: Record<string, unknown>;
  schema: S;
  isRequired: boolean;
}

/** The arguments that such fields let through. */
export type ArgumentsOf<F extends Record<string, Field>> = v.InferOutput<
  v.StrictObjectSchema<{ readonly [Name in keyof F]: F[Name]["schema"] }, undefined>
>;

const field = <S extends v.GenericSchema>(schema: S, json: Record<string, unknown>): Field<S> => ({
  json,
  schema,
  isRequired: true,
});

export const text = (description: string) => field(v.string(), { type: "string", description });

export const texts = (description: string) =>
  field(v.array(v.string()), { type: "array", items: { type: "string" }, description });

export const flag = (description: string) => field(v.boolean(), { type: "boolean", description });

export const wholeNumber = (description: string, minimum: number, maximum: number) =>
  field(
    v.pipe(
      v.number(),
      v.integer("must be a whole number"),
      v.minValue(minimum, `must be at least ${minimum}`),
      v.maxValue(maximum, `must be at most ${maximum}`),
    ),
    { type: "integer", minimum, maximum, description },
  );

export const oneOf = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  description: string,
) => field(v.picklist(words), { type: "string", enum: words, description });

export const object = (description: string) =>
  field(v.record(v.string(), v.unknown()), { type: "object", description });

/** The same field, which may be left out. */
export const optional = <S extends v.GenericSchema>({ json, schema }: Field<S>) => ({
  json,
  schema: v.optional(schema),
  isRequired: false,
});
