import type { ArgDef, ArgsDef } from "citty";
import { usageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";

export interface Option {
  name: string;
  value: string | boolean;
}

/** Takes one option or one argument after the other from a command line. */
export class OptionReader {
  readonly #rest: string[];
  readonly #definitions: ArgsDef;
  readonly #command: string;
  #onlyPositionals = false;

  constructor(argv: readonly string[], definitions: ArgsDef, command: string) {
    this.#rest = [...argv];
    this.#definitions = definitions;
    this.#command = command;
  }

  next(): Option | string | undefined {
    const token = this.#rest.shift();
    if (token === undefined || this.#onlyPositionals || token === "-" || !token.startsWith("-")) return token;
    if (token === "--") {
      this.#onlyPositionals = true;
      return this.next();
    }
    return token.startsWith("--") ? this.#long(token) : this.#short(token);
  }

  #long(token: string): Option {
    const equals = token.indexOf("=");
    const flag = equals < 0 ? token : token.slice(0, equals);
    const name = flag.slice(2);
    const given = equals < 0 ? undefined : token.slice(equals + 1);
    const definition = this.#defined(name);
    if (definition && definition.type !== "positional") return this.#option(name, definition, flag, given);
    const denied = name.startsWith("no-") ? this.#defined(name.slice(3)) : undefined;
    if (denied?.type === "boolean" && denied.default === true && given === undefined) {
      return { name: name.slice(3), value: false };
    }
    throw this.#unknown(flag);
  }

  #defined(name: string): ArgDef | undefined {
    return Object.hasOwn(this.#definitions, name) ? this.#definitions[name] : undefined;
  }

  /** `-f`, `-n5`, or several in one as in `-fr`. */
  #short(token: string): Option {
    const flag = token.slice(0, 2);
    const found = Object.entries(this.#definitions).find(
      ([, definition]) => aliasOf(definition) === flag.slice(1),
    );
    if (!found) throw this.#unknown(flag);
    const [name, definition] = found;
    const tail = token.slice(2);
    if (definition.type !== "boolean")
      return this.#option(name, definition, flag, tail === "" ? undefined : tail);
    if (tail !== "") this.#rest.unshift(`-${tail}`);
    return { name, value: true };
  }

  #option(name: string, definition: ArgDef, flag: string, given: string | undefined): Option {
    if (definition.type === "boolean") {
      if (given !== undefined) throw usageError(`${flag} takes no value`, seeHelp(this.#command));
      return { name, value: true };
    }
    const value = given ?? this.#takeValue();
    if (value === undefined || value === "")
      throw usageError(`${flag} needs a value: ${flag} ${definition.valueHint ?? name.toUpperCase()}`);
    return { name, value };
  }

  #takeValue(): string | undefined {
    const next = this.#rest[0];
    return next === "-" || !next?.startsWith("-") ? this.#rest.shift() : undefined;
  }

  #unknown(flag: string): Error {
    // Among single letters every one is near to every other.
    const guess = flag.startsWith("--") ? didYouMean(flag, longFlags(this.#definitions)) : "";
    return usageError(`${this.#command}: unknown option "${flag}"${guess}`, seeHelp(this.#command));
  }
}

const longFlags = (definitions: ArgsDef): string[] =>
  Object.entries(definitions).flatMap(([name, definition]) =>
    definition.type === "positional" ? [] : [longFlag(name, definition)],
  );

/** The spelling of an option that says something: one that is on already is turned off. */
export const longFlag = (name: string, definition: ArgDef): string =>
  definition.type === "boolean" && definition.default === true ? `--no-${name}` : `--${name}`;

/** The one letter that stands for an option. */
export const aliasOf = (definition: ArgDef): string | undefined =>
  "alias" in definition && typeof definition.alias === "string" ? definition.alias : undefined;

export const seeHelp = (command: string) => `see: ${command} --help`;
