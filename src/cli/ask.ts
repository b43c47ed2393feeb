import { isAgent } from "./caller.ts";
import { isTerminal } from "./terminal.ts";

/** Whether a person is there to be asked: at a terminal, and not behind an agent or a program. */
export const mayAsk = async ({ json }: { json: boolean }): Promise<boolean> =>
  !json && !isAgent() && (await isTerminal(0)) && (await isTerminal(1));

/** undefined when the person wants to answer nothing (^C). */
export async function askYesNo(question: string): Promise<boolean | undefined> {
  const { consola } = await import("consola");
  return await consola.prompt(question, { type: "confirm", cancel: "undefined" });
}

/** undefined when the person wants to answer nothing (^C, or an empty line). */
export async function askText(question: string): Promise<string | undefined> {
  const { consola } = await import("consola");
  const text = await consola.prompt(question, { type: "text", cancel: "undefined" });
  return text?.trim() || undefined;
}

/** One of the choices, by its value; undefined on ^C. */
export async function askChoice<const T extends string>(
  question: string,
  choices: readonly { value: T; label: string }[],
): Promise<T | undefined> {
  const { consola } = await import("consola");
  const chosen = await consola.prompt(question, {
    type: "select",
    options: choices.map((choice) => ({ ...choice })),
    cancel: "undefined",
  });
  return choices.find(({ value }) => value === chosen)?.value;
}
