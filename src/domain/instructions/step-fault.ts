import { findPlaceholders, isPlaceholder, PLACEHOLDERS, type StepTemplate } from "./template.ts";

const KNOWN = `known are ${PLACEHOLDERS.join(", ")}`;

/** What is wrong with a step that a project wrote, and in which of its fields; null when it can be used. */
export function findFault(step: StepTemplate): { field: keyof StepTemplate; message: string } | null {
  const { text, command = "", when } = step;
  for (const [field, words] of [["text", text] as const, ["command", command] as const]) {
    const unknown = findPlaceholders(words).find(({ name }) => !isPlaceholder(name));
    if (unknown) return { field, message: `names {{${unknown.name}}}, which is no placeholder; ${KNOWN}` };
  }
  const quoted = findPlaceholders(command).find(({ index }) => isQuoted(command, index));
  if (quoted) {
    return {
      field: "command",
      message: `has {{${quoted.name}}} in quotes; leave them out: it is quoted where it must be`,
    };
  }
  if (when === undefined || isPlaceholder(when.replace(/^!/, ""))) return null;
  return { field: "when", message: `${JSON.stringify(when)} is no placeholder, nor one after "!"; ${KNOWN}` };
}

/** Whether a shell would see that place within quotes. */
function isQuoted(command: string, index: number): boolean {
  let open: string | null = null;
  for (let at = 0; at < index; at++) {
    const char = command[at];
    if (char === "\\" && open !== "'") at++;
    else if (open === null && (char === "'" || char === '"' || char === "`")) open = char;
    else if (char === open) open = null;
  }
  return open !== null;
}
