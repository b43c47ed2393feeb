import { isRecord } from "../../domain/import/parse-field.ts";
import { parseJson } from "../../domain/import/parse-json.ts";
import { describeError } from "../../errors.ts";

/** A markdown file: what it says of itself, and its text. One whose front matter is no YAML says why in `fault`. */
export interface FrontMatter {
  frontMatter: Record<string, unknown> | null;
  text: string;
  fault?: string;
}

const FENCED = /^\s*---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n([\s\S]*))?$/;

/** Takes the YAML between two lines of `---` at the beginning apart from the rest. */
export function readFrontMatter(file: string): FrontMatter {
  const match = FENCED.exec(file.replace(/^\uFEFF/, ""));
  if (match === null) return { frontMatter: null, text: file };
  const [, yaml = "", text = ""] = match;
  const parsed = parseYaml(yaml);
  if ("problem" in parsed) return { frontMatter: null, text: file, fault: parsed.problem };
  return { frontMatter: parsed.value, text };
}

function parseYaml(yaml: string): { value: Record<string, unknown> | null } | { problem: string } {
  try {
    const value: unknown = Bun.YAML.parse(yaml) ?? null;
    // What leads back to itself, or is nested too deep, could not be kept as JSON.
    const plain = parseJson(JSON.stringify(value));
    if ("problem" in plain) return { problem: plain.problem };
    return plain.value === null || isRecord(plain.value)
      ? { value: plain.value }
      : { problem: "it is no list of fields" };
  } catch (error) {
    return { problem: describeError(error) };
  }
}
