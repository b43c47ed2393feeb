import { describeError, usageError } from "../errors.ts";
import { nearest } from "../suggest.ts";

const ITEM = /^[-*+] \[([ xX])\] (?:`([^`]+)`\s*)?(.*)$/;
const FIELDS = [
  "id",
  "title",
  "prompt",
  "command",
  "runtime",
  "role",
  "dependsOn",
  "gates",
  "timeout",
  "restart",
  "autoCommit",
];

interface Item {
  /** From 1. */
  line: number;
  done: boolean;
  id: string | undefined;
  title: string;
  body: string[];
}

/**
 * Reads a checklist: the first `# heading` is the goal, each ``- [ ] `id` Title`` a task. What is indented below one is
 * its prompt; fields may come before it, as in YAML. Ticked items are left out, and so are dependencies on them.
 * Throws `usage` with the line.
 */
export function parseMarkdown(text: string, source: string): Record<string, unknown> {
  const lines = text.split(/\r?\n/);
  const goal = lines
    .map((line) => /^# +(.+)$/.exec(line)?.[1]?.trim())
    .find((heading) => heading !== undefined);
  const items = findItems(lines);
  if (items.length === 0)
    throw usageError(`${source}: holds no checklist`, "write tasks as: - [ ] `id` What is to be done");
  const done = new Set(items.flatMap(({ done, id }) => (done && id !== undefined ? [id] : [])));
  const open = items.filter((item) => !item.done);
  if (open.length === 0) throw usageError(`${source}: every item is ticked; nothing is left to do`);
  const tasks = open.map((item) => withoutDone(toTask(item, source), done));
  return { ...(goal === undefined ? {} : { goal }), tasks };
}

function findItems(lines: readonly string[]): Item[] {
  const items: Item[] = [];
  let open: Item | undefined;
  for (const [index, line] of lines.entries()) {
    const [, mark, id, title = ""] = ITEM.exec(line) ?? [];
    if (mark !== undefined) {
      open = { line: index + 1, done: mark !== " ", id, title: title.trim(), body: [] };
      items.push(open);
    } else if (/^(\s+\S|\s*$)/.test(line)) open?.body.push(line);
    else open = undefined; // text of its own: it belongs to no task
  }
  return items;
}

function toTask({ line, id, title, body }: Item, source: string): Record<string, unknown> {
  const { fields, prompt } = splitBody(dedent(body));
  return {
    ...(id === undefined ? {} : { id }),
    ...(title === "" ? {} : { title }),
    ...(prompt === "" ? {} : { prompt }),
    ...parseFields(fields, source, line + 1),
  };
}

function dedent(body: readonly string[]): string[] {
  const indents = body.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return body.map((line) => line.slice(indent).trimEnd());
}

/** Fields end at a blank line that unindented text follows. */
function splitBody(body: readonly string[]): { fields: string; prompt: string } {
  const first = body.findIndex((line) => line !== "");
  const word = /^(\w+):/.exec(body[first] ?? "")?.[1];
  // A misspelt field is handed on, to be refused by name, instead of becoming part of the prompt.
  const hasFields = word !== undefined && nearest(word, FIELDS) !== undefined;
  if (!hasFields) return { fields: "", prompt: body.join("\n").trim() };
  const end = body.findIndex(
    (line, index) => index > first && line === "" && /^\S/.test(body[index + 1] ?? ""),
  );
  const cut = end < 0 ? body.length : end;
  return { fields: body.slice(0, cut).join("\n"), prompt: body.slice(cut).join("\n").trim() };
}

function parseFields(text: string, source: string, line: number): Record<string, unknown> {
  if (text === "") return {};
  let fields: unknown;
  try {
    fields = Bun.YAML.parse(text);
  } catch (error) {
    throw usageError(
      `${source}:${line}: ${describeError(error)}`,
      "write fields as in YAML: command: sh build.sh",
    );
  }
  if (isMapping(fields)) return fields;
  throw usageError(
    `${source}:${line}: is no list of fields`,
    "write fields as in YAML: command: sh build.sh",
  );
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function withoutDone(task: Record<string, unknown>, done: ReadonlySet<string>): Record<string, unknown> {
  const { dependsOn } = task;
  if (!Array.isArray(dependsOn)) return task;
  return { ...task, dependsOn: dependsOn.filter((id) => !done.has(id)) };
}
