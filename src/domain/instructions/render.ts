import { applies, expand, type Facts, type Template } from "./template.ts";

export interface Step {
  text: string;
  command: string | null;
}

/** The steps that apply, with what they name filled in. */
export function renderSteps(template: Template, facts: Facts): Step[] {
  const value = (name: keyof Facts) => inLine(facts[name] ?? "");
  return template
    .filter((step) => applies(step, facts))
    .map(({ text, command }) => ({
      text: expand(text, value),
      command: command === undefined ? null : expand(command, (name) => shellWord(value(name))),
    }));
}

/** @param notices what the session has not heard yet: it comes first */
export function renderMarkdown(steps: readonly Step[], notices: readonly string[]): string {
  const told = notices.map((notice) => `> **Note:** ${inLine(notice)}`);
  const next = steps.map(({ text, command }) =>
    command === null ? `- ${text}` : `- ${text}: ${code(command)}`,
  );
  return [told.join("\n"), next.length > 0 ? `**Next:**\n\n${next.join("\n")}` : ""]
    .filter(Boolean)
    .join("\n\n");
}

export function renderPlain(steps: readonly Step[], notices: readonly string[]): string {
  const told = notices.map((notice) => `Note: ${inLine(notice)}`);
  const next = steps.flatMap(({ text, command }) => [
    `  ${text}`,
    ...(command === null ? [] : [`    ${command}`]),
  ]);
  return [...told, ...(next.length > 0 ? ["Next:", ...next] : [])].join("\n");
}

/** Values are data: nothing in them begins a line, or means something to a terminal. */
const inLine = (value: string): string =>
  value.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();

/** A value as one word of a shell. */
const shellWord = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;

/** With a fence longer than any run of backticks inside. */
function code(command: string): string {
  const longest = Math.max(0, ...[...command.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const room = longest > 0 ? " " : "";
  return `${fence}${room}${command}${room}${fence}`;
}
