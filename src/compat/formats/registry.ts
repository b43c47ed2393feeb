import { usageError } from "../../errors.ts";
import { FORMATS, type Format, type FormatName, type OpenSource } from "../format.ts";
import { lookAt } from "../sources/look.ts";
import { agentos } from "./agentos/agentos.ts";
import { fragments } from "./fragments/fragments.ts";
import { gaia } from "./gaia/gaia.ts";
import { overstory } from "./overstory/overstory.ts";
import { siteNine } from "./site-nine/site-nine.ts";

export const formats: Readonly<Record<FormatName, Format>> = {
  overstory,
  gaia,
  "site-nine": siteNine,
  agentos,
  fragments,
};

export interface Detected {
  format: FormatName;
  source: OpenSource;
}

/**
 * The one source at a place, opened. Throws `usage` when there is none, or more than one, or one that cannot be read.
 *
 * @param path absolute
 * @param name the only format that is looked for; null for all
 */
export function detect(path: string, name: FormatName | null = null): Detected {
  if (lookAt(path) === "absent") throw usageError(`${path} is not there`, "name a file or a folder");
  const names = name === null ? FORMATS : [name];
  const found: Detected[] = [];
  try {
    for (const format of names) {
      const source = formats[format].open(path);
      if (source !== null) found.push({ format, source });
    }
    const [only, ...others] = found;
    if (only === undefined) throw nothingAt(path, names);
    if (others.length > 0) throw severalAt(path, found);
    return only;
  } catch (error) {
    for (const { source } of found) source.close();
    throw error;
  }
}

const nothingAt = (path: string, names: readonly FormatName[]) =>
  usageError(
    `${path}: nothing to import was found`,
    `looked for ${names.map((name) => `${formats[name].where} (${name})`).join(", ")}`,
  );

const severalAt = (path: string, found: readonly Detected[]) =>
  usageError(
    [
      `${path}: more than one thing can be imported`,
      ...found.map(({ format, source }) => `${format}: ${source.description}`),
    ].join("\n"),
    `say which: --from ${found[0]?.format}`,
  );
