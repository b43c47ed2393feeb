import type { ArgDef, ArgsDef } from "citty";
import { usageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { OptionReader, seeHelp } from "./option-reader.ts";

type Value<D extends ArgDef> = D extends { type: "boolean" }
  ? boolean
  : D extends { type: "enum"; options: readonly (infer Option)[] }
    ? D extends { required: true } | { default: string }
      ? Option
      : Option | undefined
    : D extends { type: "positional"; valueHint: `${string}...` }
      ? string[]
      : D extends { type: "positional"; required: false }
        ? string | undefined
        : D extends { type: "positional" } | { required: true } | { default: string }
          ? string
          : string | undefined;

/** Stands between the values of an option that was given more than once; no value can hold it. */
export const BETWEEN = "\0";

export type Arguments<T extends ArgsDef> = { [Name in keyof T]: Value<T[Name]> };

/**
 * Reads a command line by its definitions. citty's own reader passes over unknown options and further arguments; here
 * each is a `usage` error with a suggestion, as are a missing value or argument and a value outside an enum. An argument
 * whose `valueHint` ends with `...` takes all that are left; such an option may be given more than once, and has all its
 * values then, with BETWEEN between them.
 *
 * @param command its name, for messages
 */
export function readArguments<T extends ArgsDef>(
  argv: readonly string[],
  definitions: T,
  command: string,
): Arguments<T> {
  const values: Values = {};
  for (const [name, definition] of Object.entries(definitions)) {
    values[name] = definition.default ?? (definition.type === "boolean" ? false : undefined);
  }
  const positionals: string[] = [];
  const reader = new OptionReader(argv, definitions, command);
  for (let token = reader.next(); token !== undefined; token = reader.next()) {
    if (typeof token === "string") positionals.push(token);
    else values[token.name] = together(definitions[token.name], values[token.name], token.value);
  }
  placePositionals(positionals, definitions, values, command);
  checkValues(values, definitions, command);
  return values as Arguments<T>;
}

type Values = Record<string, string | boolean | string[] | undefined>;

const takesMany = (definition: ArgDef | undefined): boolean =>
  definition?.type !== "boolean" && definition?.valueHint?.endsWith("...") === true;

const takesRest = (definition: ArgDef | undefined): boolean =>
  definition?.type === "positional" && takesMany(definition);

/** The last value counts where one is meant. */
const together = (definition: ArgDef | undefined, before: Values[string], value: string | boolean) =>
  before === undefined || !takesMany(definition) ? value : `${before}${BETWEEN}${value}`;

function placePositionals(
  positionals: readonly string[],
  definitions: ArgsDef,
  values: Values,
  command: string,
): void {
  const places = Object.entries(definitions).filter(([, { type }]) => type === "positional");
  for (const [index, [name, { required }]] of places.entries()) {
    const value = positionals[index];
    if (value === undefined && required !== false)
      throw usageError(`${command}: ${name.toUpperCase()} is missing`, seeHelp(command));
    if (takesRest(definitions[name])) {
      values[name] = positionals.slice(index);
      return;
    }
    values[name] = value;
  }
  const extra = positionals[places.length];
  if (extra === undefined) return;
  throw usageError(
    `${command}: unexpected argument ${JSON.stringify(extra)}`,
    places.length > 0 ? `put an argument that holds spaces in quotes; ${seeHelp(command)}` : seeHelp(command),
  );
}

function checkValues(values: Values, definitions: ArgsDef, command: string): void {
  for (const [name, definition] of Object.entries(definitions)) {
    const value = values[name];
    const label = definition.type === "positional" ? name.toUpperCase() : `--${name}`;
    if (value === undefined && definition.required === true)
      throw usageError(`${command}: ${label} is missing`, seeHelp(command));
    if (definition.type !== "enum" || typeof value !== "string") continue;
    const options = definition.options ?? [];
    if (!options.includes(value))
      throw usageError(
        `${command}: ${label} must be one of ${options.join(", ")}, not "${value}"${didYouMean(value, options)}`,
      );
  }
}
