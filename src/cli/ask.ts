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

/** undefined when the person wants to answer nothing (^C, ^D, or an empty line). */
export async function askText(question: string): Promise<string | undefined> {
  // consola's own question for text hears no key under Bun.
  const { createInterface } = await import("node:readline");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const text = await new Promise<string | undefined>((resolve) => {
    lines.on("SIGINT", () => lines.close());
    lines.on("close", () => resolve(undefined));
    lines.question(`${question} `, resolve);
  });
  if (text === undefined) process.stdout.write("\n");
  lines.close();
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
