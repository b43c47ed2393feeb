import { renderUsage } from "citty";
import { type Command, type CommandEntry, GLOBAL_ARGS } from "./command.ts";
import { OVERVIEW_EXAMPLES } from "./overview.ts";

const VERSION_ARG = { version: { type: "boolean", alias: "v", description: "Show the version" } } as const;

/** The help of a command, a group of them, or (empty path) the whole, as plain text. */
export async function usageOf(
  path: readonly CommandEntry[],
  commands: readonly CommandEntry[],
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
  return `${plain}\n\n${formatExamples(examples)}`;
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

function formatExamples(examples: Command["examples"]): string {
  const width = Math.max(...examples.map(([commandLine]) => commandLine.length));
  return ["EXAMPLES", "", ...examples.map(([line, what]) => `  ${line.padEnd(width)}  ${what}`)].join("\n");
}
