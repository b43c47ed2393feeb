import { relative } from "node:path";
import type { DiskView } from "../../api/contract/tidying.ts";
import type { Screen } from "../terminal.ts";
import { table } from "./table.ts";
import { fileSize } from "./words.ts";

/**
 * What overstory takes, by parts, the largest first; then all of it, and what is free.
 *
 * @param root folder from which the paths are told, so that their ends stay in sight
 */
export function diskPage({ parts, totalBytes, freeBytes }: DiskView, screen: Screen, root: string): string[] {
  const sorted = parts.toSorted((a, b) => b.bytes - a.bytes);
  return [
    ...table(
      sorted,
      [
        { title: "part", text: ({ name }) => name, paint: screen.paint.bold, max: 24 },
        { title: "size", text: ({ bytes }) => fileSize(bytes), max: 9 },
        { title: "files", text: ({ files }) => String(files), max: 8 },
        { title: "where", text: ({ path }) => relative(root, path) },
      ],
      screen,
    ),
    "",
    `${fileSize(totalBytes)} in all; ${fileSize(freeBytes)} are free`,
  ];
}
