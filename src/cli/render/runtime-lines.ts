import type { RuntimeView } from "../../api/contract/runtime.ts";
import type { Screen } from "../terminal.ts";
import { ABILITY_WORDS } from "./ability-words.ts";
import { columnsOf, inert, padTo, wrap } from "./text.ts";

/**
 * Each runtime with what was found of its program.
 *
 * @param isFull below it what it can do
 */
export function runtimeLines(
  runtimes: readonly RuntimeView[],
  { columns, paint }: Screen,
  isFull: boolean,
): string[] {
  const nameColumns = Math.max(...runtimes.map(({ name }) => columnsOf(name)));
  const indent = nameColumns + 4;
  return runtimes.flatMap((runtime) => {
    const { name, isInstalled } = runtime;
    const mark = isInstalled === false ? paint.dim("-") : paint.green("✓");
    const [first = "", ...more] = wrap(inert(stateOf(runtime)), columns, indent);
    const lines = isFull ? wrap(canDo(runtime), columns, indent) : [];
    const can = lines.map((line, index) => paint.dim(index === 0 ? " ".repeat(indent) + line : line));
    return [`${mark} ${padTo(name, nameColumns)}  ${first}`, ...more, ...can];
  });
}

function stateOf({ isInstalled, isConfigured, checks }: RuntimeView): string {
  const [program] = checks;
  if (program) return program.message;
  if (isInstalled === null) return "any command";
  return isConfigured ? "not found" : "not installed";
}

/** `resumes its conversation, messages proven seen by hook, …` */
function canDo({ abilities }: RuntimeView): string {
  const words = ABILITY_WORDS.filter(({ isDetail }) => !isDetail).flatMap(({ title, say }) => {
    const said = say(abilities);
    if (said === null) return [];
    return said === "yes" ? [title] : [`${title} ${said}`];
  });
  return words.join(", ") || "nothing but its screen is known of it";
}
