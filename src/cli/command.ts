import type { ArgsDef } from "citty";
import type { Arguments } from "./arguments.ts";

/** Options that every command takes, before its name or after. */
export const GLOBAL_ARGS = {
  project: {
    type: "string",
    alias: "C",
    valueHint: "DIR",
    description: "Work on the project in DIR instead of the current folder",
  },
  help: { type: "boolean", alias: "h", description: "Show this help" },
} as const satisfies ArgsDef;

export const JSON_ARG = {
  type: "boolean",
  description: "Print one JSON document, for programs",
} as const;

/** One command: its arguments in citty's terms, examples for its help, and what it does. */
export interface Command<T extends ArgsDef = ArgsDef> {
  args: T;
  /** Command lines with what they do, shown by `--help`. */
  examples: readonly (readonly [commandLine: string, what: string])[];
  /** Answers the exit code. Throws OverstoryError for what a person can mend. */
  run(args: Arguments<T & typeof GLOBAL_ARGS>): Promise<number>;
}

export const defineCommand = <const T extends ArgsDef>(command: Command<T>): Command<T> => command;

/** A place in the tree of commands: a command, loaded only when it is the one to run, a group of them, or both. */
export interface CommandEntry {
  name: string;
  summary: string;
  load?: () => Promise<Command>;
  children?: readonly CommandEntry[];
  /** A command with commands below it that takes arguments of its own: a word that names none of those is one. */
  takesArguments?: boolean;
}
