import type { ArgsDef } from "citty";
import { PRIORITIES, type TaskEdit } from "../../../api/contract/task.ts";
import type { Priority } from "../../../domain/task.ts";
import { parseDuration } from "../../../duration.ts";
import { usageError } from "../../../errors.ts";
import { BETWEEN } from "../../arguments.ts";

/** What a task is made of, as options. Lists are written with commas, gates with `;;`. */
export const FIELD_ARGS = {
  description: {
    type: "string",
    valueHint: "TEXT",
    description: "What is to be done, in full; - reads it from standard input",
  },
  prompt: {
    type: "string",
    valueHint: "TEXT",
    description: "All that an agent which carries it out is told (default: its title)",
  },
  priority: { type: "enum", options: [...PRIORITIES], description: "How urgent it is" },
  role: { type: "string", valueHint: "ROLE", description: "Who should do it" },
  category: { type: "string", valueHint: "NAME", description: "What kind of work it is" },
  estimate: { type: "string", valueHint: "TIME", description: "How long it should take: 90m, 1h30m" },
  sprint: {
    type: "string",
    valueHint: "SPRINT",
    description: "The sprint that it belongs to; self for yours",
  },
  parent: { type: "string", valueHint: "TASK", description: "The task that it is a part of; self for yours" },
  "depends-on": {
    type: "string",
    valueHint: "TASK...",
    description: "What must be complete first: TASK-001,TASK-002; may be repeated",
  },
  gates: {
    type: "string",
    valueHint: "COMMAND...",
    description: 'What must exit with 0 at the end: "npm test"; may be repeated',
  },
} as const satisfies ArgsDef;

interface Fields {
  description?: string | undefined;
  prompt?: string | undefined;
  priority?: Priority | undefined;
  role?: string | undefined;
  category?: string | undefined;
  estimate?: string | undefined;
  sprint?: string | undefined;
  parent?: string | undefined;
  "depends-on"?: string | undefined;
  gates?: string | undefined;
}

/** Only what was given. `none` empties what may be empty. */
export async function readFields(fields: Fields): Promise<Omit<TaskEdit, "title">> {
  const { estimate, "depends-on": dependsOn, gates } = fields;
  return {
    description: fields.description === "-" ? (await Bun.stdin.text()).trimEnd() : fields.description,
    prompt: fields.prompt,
    priority: fields.priority,
    role: fields.role,
    category: orNull(fields.category),
    estimateMs: readEstimate(estimate),
    sprint: orNull(fields.sprint),
    parent: orNull(fields.parent),
    dependsOn: dependsOn === undefined ? undefined : listOf(dependsOn, ","),
    gates: gates === undefined ? undefined : listOf(gates, ";;"),
  };
}

function readEstimate(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === NONE) return null;
  const ms = parseDuration(text, "--estimate");
  if (ms >= 1) return ms;
  throw usageError("--estimate: must be longer than 0", "write it as 90m, or none");
}

const NONE = "none";
const orNull = (text: string | undefined): string | null | undefined => (text === NONE ? null : text);
const listOf = (text: string, separator: string): string[] =>
  text === NONE
    ? []
    : text
        .split(BETWEEN)
        .flatMap((part) => part.split(separator))
        .map((one) => one.trim())
        .filter((one) => one !== "");
