import type { ArgDef } from "citty";
import { type CommandEntry, GLOBAL_ARGS } from "../command.ts";
import { aliasOf, longFlag } from "../option-reader.ts";

export interface Choice {
  word: string;
  summary: string;
}

/** What can follow at one place of the command line. */
export interface Place {
  /** The words of the command so far: `[]`, `["daemon"]`, `["daemon", "stop"]`. */
  path: string[];
  commands: Choice[];
  options: Choice[];
}

/** Every place in the tree of commands, the outermost first. */
export async function describeTree(
  entries: readonly CommandEntry[],
  path: string[] = [],
  args: Record<string, ArgDef> = {},
): Promise<Place[]> {
  const below = await Promise.all(
    entries.map(async (entry) =>
      describeTree(entry.children ?? [], [...path, entry.name], (await entry.load?.())?.args ?? {}),
    ),
  );
  const here: Place = {
    path,
    commands: entries.map(({ name, summary }) => ({ word: name, summary })),
    options: Object.entries({ ...args, ...GLOBAL_ARGS }).flatMap(([name, arg]) => spellings(name, arg)),
  };
  return [here, ...below.flat()];
}

function spellings(name: string, arg: ArgDef): Choice[] {
  if (arg.type === "positional") return [];
  const summary =
    (arg.default === true && "negativeDescription" in arg && arg.negativeDescription) || arg.description;
  const long = longFlag(name, arg);
  const alias = aliasOf(arg);
  const words = alias === undefined ? [long] : [long, `-${alias}`];
  return words.map((word) => ({ word, summary: summary ?? "" }));
}
