import { version } from "../../package.json";
import { usageError } from "../errors.ts";
import { readArguments } from "./arguments.ts";
import { type CommandEntry, GLOBAL_ARGS } from "./command.ts";
import { findCommand } from "./find-command.ts";
import { COMMANDS } from "./tree.ts";

/** Runs one command line and answers its exit code: 0, 1 failed, 2 usage, 70 a defect, 130 interrupted. */
export async function runCli(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv);
  } catch (error) {
    const { reportError } = await import("./error-output.ts");
    return reportError(error, beforeDashes(argv).includes("--json"));
  }
}

async function dispatch(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) {
    console.log(version);
    return 0;
  }
  const found = findCommand(argv, COMMANDS);
  const wantsHelp = beforeDashes(found.argv).some((word) => word === "--help" || word === "-h");
  if (wantsHelp || argv.length === 0) return await help(found.path);
  const entry = found.path.at(-1);
  const command = await entry?.load?.();
  const name = ["overstory", ...found.path.map((one) => one.name)].join(" ");
  if (!command) throw incomplete(name, found.argv, entry?.children ?? COMMANDS);
  return await command.run(readArguments(found.argv, { ...command.args, ...GLOBAL_ARGS }, name));
}

async function help(path: readonly CommandEntry[]): Promise<number> {
  const { usageOf } = await import("./usage.ts");
  const { standardScreen } = await import("./terminal.ts");
  console.log(await usageOf(path, COMMANDS, (await standardScreen()).columns));
  return 0;
}

/** No command is named, or only its group; options alone may hold the mistake. */
function incomplete(name: string, argv: readonly string[], choices: readonly CommandEntry[]): Error {
  readArguments(argv, GLOBAL_ARGS, name);
  return usageError(
    `${name}: which command? one of ${choices.map((one) => one.name).join(", ")}`,
    `see: ${name} --help`,
  );
}

function beforeDashes(argv: readonly string[]): readonly string[] {
  const dashes = argv.indexOf("--");
  return dashes < 0 ? argv : argv.slice(0, dashes);
}
