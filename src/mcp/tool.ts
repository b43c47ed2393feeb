import * as v from "valibot";
import type { Client } from "../api/client.ts";
import { parse } from "../schema.ts";
import type { ArgumentsOf, Field } from "./fields.ts";

/** One operation that an agent can call. */
export interface Tool {
  name: string;
  description: string;
  /** It changes nothing. */
  reads: boolean;
  inputSchema: { type: "object"; properties: Record<string, object>; required: string[] };
  /**
   * Checks the arguments and carries it out; answers the document that the command line prints as `--json`. Throws
   * OverstoryError.
   */
  call(client: Client, given: unknown, signal: AbortSignal): Promise<Record<string, unknown>>;
}

interface Definition<F extends Record<string, Field>> {
  name: string;
  description: string;
  reads?: boolean;
  fields: F;
  run(client: Client, wish: ArgumentsOf<F>, signal: AbortSignal): Promise<Record<string, unknown>>;
}

export function defineTool<const F extends Record<string, Field>>(definition: Definition<F>): Tool {
  const { name, description, reads = false, fields, run } = definition;
  const schema = v.strictObject(schemasOf(fields));
  const entries = Object.entries(fields);
  return {
    name,
    description,
    reads,
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(entries.map(([field, { json }]) => [field, json])),
      required: entries.flatMap(([field, { isRequired }]) => (isRequired ? [field] : [])),
    },
    call: async (client, given, signal) => run(client, parse(schema, withoutNulls(given), name), signal),
  };
}

const schemasOf = <F extends Record<string, Field>>(fields: F) =>
  Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])) as {
    readonly [Name in keyof F]: F[Name]["schema"];
  };

/** Models write null for what they leave out. */
const withoutNulls = (given: unknown): unknown =>
  typeof given === "object" && given !== null
    ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
    : (given ?? {});
