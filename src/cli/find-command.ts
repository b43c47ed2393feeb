import { usageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { type CommandEntry, GLOBAL_ARGS } from "./command.ts";
import { aliasOf } from "./option-reader.ts";

export interface FoundCommand {
  /** From the outermost group to the command; empty when none is named. */
  path: readonly CommandEntry[];
  /** The command line without the command's own words. */
  argv: string[];
}

/** Takes the words that name a command out of a command line. Throws `usage`, with a suggestion, for an unknown one. */
export function findCommand(argv: readonly string[], commands: readonly CommandEntry[]): FoundCommand {
  const path: CommandEntry[] = [];
  const rest: string[] = [];
  let choices: readonly CommandEntry[] | undefined = commands;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? "";
    if (!choices || word === "--") return { path, argv: [...rest, ...argv.slice(index)] };
    rest.push(word);
    if (takesNextWord(word)) rest.push(...argv.slice(++index, index + 1));
    else if (!word.startsWith("-")) {
      const here = path.at(-1);
      const isArgument = here?.takesArguments === true && !choices.some(({ name }) => name === word);
      if (isArgument) return { path, argv: [...rest, ...argv.slice(index + 1)] };
      path.push(requireCommand(word, choices, path));
      rest.pop();
      choices = path.at(-1)?.children;
    }
  }
  return { path, argv: rest };
}

/** Of what may stand before a command's name only a global option with a value takes the next word. */
const takesNextWord = (word: string): boolean =>
  Object.entries(GLOBAL_ARGS).some(
    ([name, definition]) =>
      definition.type === "string" && [`--${name}`, `-${aliasOf(definition)}`].includes(word),
  );

function requireCommand(
  word: string,
  choices: readonly CommandEntry[],
  path: readonly CommandEntry[],
): CommandEntry {
  const found = choices.find(({ name }) => name === word);
  if (found) return found;
  const group = path.map(({ name }) => name).join(" ");
  const names = choices.map(({ name }) => name);
  throw usageError(
    `unknown command "${group === "" ? word : `${group} ${word}`}"${didYouMean(word, names)}`,
    path.length > 0 ? `one of: ${names.join(", ")}` : "overstory --help lists the commands",
  );
}
