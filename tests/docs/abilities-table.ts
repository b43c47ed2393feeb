import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ABILITY_WORDS } from "../../src/cli/render/ability-words.ts";
import { parseConfig } from "../../src/config.ts";
import { createRuntimes } from "../../src/runtimes/registry.ts";

export const README = join(import.meta.dir, "../../README.md");
const BEGIN = "<!-- abilities: written by npm run docs -->";
const END = "<!-- /abilities -->";

/** What each runtime can do, as its adapter says: a table in Markdown. */
export function abilitiesTable(): string {
  const { all } = createRuntimes(parseConfig({}, "defaults"));
  const head = ["", ...all.map(({ name }) => `\`${name}\``)];
  const rows = ABILITY_WORDS.map(({ title, say }) => [
    title,
    ...all.map(({ abilities }) => say(abilities) ?? "–"),
  ]);
  const tested = ["tried with", ...all.map(({ installation }) => versions(installation?.tested ?? null))];
  return [head, head.map(() => "---"), ...rows, tested].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const versions = (tested: { oldest: string; newest: string } | null): string => {
  if (tested === null) return "–";
  return tested.oldest === tested.newest ? tested.newest : `${tested.oldest} – ${tested.newest}`;
};

/** The text with the table that is due between the marks. Throws when they are not there. */
export function withTable(text: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${BEGIN} and ${END} must stand in the text, in this order`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${abilitiesTable()}\n\n${text.slice(end)}`;
}

if (import.meta.main) writeFileSync(README, withTable(readFileSync(README, "utf8")));
