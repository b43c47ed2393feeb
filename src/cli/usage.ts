import { renderUsage } from "citty";
import { type Command, type CommandEntry, GLOBAL_ARGS } from "./command.ts";
import { OVERVIEW_EXAMPLES } from "./overview.ts";
import { wrap } from "./render/text.ts";

const VERSION_ARG = { version: { type: "boolean", alias: "v", description: "Show the version" } } as const;

/** The help of a command, a group of them, or (empty path) the whole, as plain text that fits the columns. */
export async function usageOf(
  path: readonly CommandEntry[],
  commands: readonly CommandEntry[],
  columns: number,
): Promise<string> {
  const last = path.at(-1);
  const command = await last?.load?.();
  const name = ["overstory", ...path.map((entry) => entry.name)].join(" ");
  const summary = last?.summary ?? "A supervisor for coding agents";
  const usage = await renderUsage({
    meta: { name, description: summary },
    args: { ...command?.args, ...GLOBAL_ARGS, ...(last ? {} : VERSION_ARG) },
    ...(command && !last?.children ? {} : { subCommands: describeAll(last?.children ?? commands) }),
  });
  const examples = command?.examples ?? (await examplesOf(last)) ?? OVERVIEW_EXAMPLES;
  const plain = Bun.stripANSI(usage).replace(/ +$/gm, "").trimEnd();
  const lines = plain.split("\n").flatMap((line) => fold(line, columns));
  return `${lines.join("\n")}\n\n${formatExamples(examples, columns)}`;
}

const describeAll = (entries: readonly CommandEntry[]) =>
  Object.fromEntries(
    entries.map(({ name, summary }) => [name, { meta: { name, description: summary } }] as const),
  );

async function examplesOf(group: CommandEntry | undefined): Promise<Command["examples"] | undefined> {
  if (!group?.children) return undefined;
  const commands = await Promise.all(group.children.map((child) => child.load?.()));
  return commands.flatMap((command) => command?.examples.slice(0, 1) ?? []);
}

/** Less room beside an option is not worth reading in. */
const LEAST_ROOM = 20;

/** A description stays in its column, which citty sets off by four spaces. */
function fold(line: string, columns: number): string[] {
  const [, name = "", description = ""] = /^( *\S.*? {4})(\S.*)$/.exec(line) ?? [];
  if (line.length <= columns) return [line];
  // The commands of a group are listed below, one a line.
  if (line.startsWith("USAGE")) return [line.replace(/\S+\|\S+$/, "COMMAND")];
  if (description === "") return wrap(line, columns, 0);
  if (columns - name.length >= LEAST_ROOM) {
    const [first = "", ...more] = wrap(description, columns, name.length);
    return [name + first, ...more];
  }
  return [name.trimEnd(), ...indented(description, columns)];
}

/** What each does stands beside it, or below where one would not fit. */
function formatExamples(examples: Command["examples"], columns: number): string {
  const width = Math.max(...examples.map(([commandLine]) => commandLine.length));
  const fits = examples.every(([, what]) => width + what.length + 4 <= columns);
  const lines = examples.flatMap(([line, what]) =>
    fits ? [`  ${line.padEnd(width)}  ${what}`] : [`  ${line}`, ...indented(what, columns)],
  );
  return ["EXAMPLES", "", ...lines].join("\n");
}

function indented(text: string, columns: number): string[] {
  const [first = "", ...more] = wrap(text, columns, 6);
  return [" ".repeat(6) + first, ...more];
}
