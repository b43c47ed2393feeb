import * as v from "valibot";
import { usageError } from "./errors.ts";
import { didYouMean } from "./suggest.ts";

type Issue = v.BaseIssue<unknown>;
type Path = readonly (string | number)[];

/**
 * Parses what came from outside. Throws `usage` that lists every fault with its field, the rule and the value got,
 * for instance `plan: tasks[2].dependson: is no known field; did you mean "dependsOn"?`.
 */
export function parse<const S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  what: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const faults = new Set(result.issues.flatMap((issue) => describe(schema, issue, [])));
  throw usageError([...faults].map((fault) => `${what}: ${fault}`).join("\n"));
}

function describe(schema: unknown, issue: Issue, above: Path): string[] {
  const path = [...above, ...(issue.path ?? []).map(({ key }) => key as string | number)];
  const field = formatPath(path);
  const key = String(path.at(-1));
  if (issue.type === "strict_object" && issue.expected === "never") {
    return [`${field}is no known field${didYouMean(key, fieldsAt(schema, path.slice(0, -1)))}`];
  }
  const nested = issue.type === "union" ? issue.issues?.filter((inner) => inner.path) : undefined;
  if (nested?.length) return nested.flatMap((inner) => describe(schema, inner, path));
  if (issue.kind !== "schema") return [`${field}${issue.message}`];
  if (issue.received === "undefined") return [`${field}is missing`];
  const choices = (issue.expected ?? "").replace(/[()]/g, "").split(" | ");
  const guess =
    typeof issue.input === "string"
      ? didYouMean(
          issue.input,
          choices.map((one) => one.replaceAll('"', "")),
        )
      : "";
  return [`${field}must be ${eitherOf(choices.map(plainType))}, not ${plainType(issue.received)}${guess}`];
}

const eitherOf = (choices: readonly string[]): string =>
  choices.length > 3 && choices.every((one) => one.startsWith('"'))
    ? `one of ${choices.join(", ").replaceAll('"', "")}`
    : choices.join(" or ");

const TYPE_WORDS: Record<string, string> = {
  Object: "an object",
  Array: "a list",
  string: "a text",
  number: "a number",
};
const plainType = (type: string) => TYPE_WORDS[type] ?? type;

/** `tasks[2].id: `; nothing for the whole input. */
function formatPath(path: Path): string {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  return text === "" ? "" : `${text.replace(/^\./, "")}: `;
}

/** The field names that the schema knows at a path, for suggestions. */
function fieldsAt(schema: unknown, path: Path): string[] {
  let here = [schema];
  for (const key of path) here = here.flatMap((one) => children(one, key));
  return here.flatMap(unwrap).flatMap((one) => ("entries" in one ? Object.keys(one.entries as object) : []));
}

const children = (schema: unknown, key: string | number): unknown[] =>
  unwrap(schema).flatMap((one) => {
    if ("item" in one) return [one.item];
    const entries = "entries" in one ? (one.entries as Record<string, unknown>) : {};
    return key in entries ? [entries[key]] : "value" in one ? [one.value] : [];
  });

/** The schema itself, or what it wraps: optional, nullable, pipe, union. */
function unwrap(schema: unknown): object[] {
  if (typeof schema !== "object" || schema === null) return [];
  if ("wrapped" in schema) return unwrap(schema.wrapped);
  if ("options" in schema && Array.isArray(schema.options)) return schema.options.flatMap(unwrap);
  return [schema];
}
