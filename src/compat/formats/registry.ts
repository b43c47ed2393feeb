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

/**
 * The one source at a place, opened. Throws `usage` when there is none, or more than one, or one that cannot be read.
 *
 * @param path absolute
 */
export function detect(path: string): { format: Format; source: OpenSource } {
  if (lookAt(path) === "absent") throw usageError(`${path} is not there`, "name a file or a folder");
  const found: { format: Format; source: OpenSource }[] = [];
  try {
    for (const name of FORMATS) {
      const source = formats[name].open(path);
      if (source !== null) found.push({ format: formats[name], source });
    }
    const [only] = found;
    if (only === undefined) throw nothingAt(path);
    if (found.length > 1)
      throw severalAt(
        path,
        found.map(({ format }) => format.name),
      );
    return only;
  } catch (error) {
    for (const { source } of found) source.close();
    throw error;
  }
}

const nothingAt = (path: string) =>
  usageError(
    `${path} holds nothing that can be imported`,
    `looked for ${FORMATS.map((name) => `${name} (${formats[name].where})`).join(", ")}`,
  );

const severalAt = (path: string, names: readonly string[]) =>
  usageError(`${path} holds several systems' data: ${names.join(", ")}`, `choose one: --from ${names[0]}`);
