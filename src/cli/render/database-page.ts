import type { DatabaseView } from "../../api/contract/database.ts";
import type { Screen } from "../terminal.ts";
import { inert } from "./text.ts";
import { dateAndTime, fileSize } from "./words.ts";

const COUNT = new Intl.NumberFormat("en-US");

/** Where the database is, how large, of which schema, and what is in it. */
export function databasePage(database: DatabaseView, { paint }: Screen): string[] {
  const { path, bytes, logBytes, schema, newestSchema, migrations, rows } = database;
  const fact = (label: string, text: string) => `  ${paint.dim(label.padEnd(10))}${text}`;
  const last = migrations.at(-1);
  return [
    paint.bold(inert(path)),
    fact("size", `${fileSize(bytes)}, its log ${fileSize(logBytes)}`),
    fact(
      "schema",
      schema === newestSchema
        ? `${schema}, the newest`
        : paint.yellow(`${schema}; this overstory works with ${newestSchema}`),
    ),
    ...(last ? [fact("since", `${dateAndTime(last.appliedAt)} (${inert(last.name)})`)] : []),
    fact(
      "rows",
      Object.entries(rows)
        .map(([name, count]) => `${COUNT.format(count)} ${name}`)
        .join(", "),
    ),
  ];
}
