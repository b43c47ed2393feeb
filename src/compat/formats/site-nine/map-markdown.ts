import { RowReader } from "../../../domain/import/row-reader.ts";
import type { MappedRecord } from "../../record.ts";
import { extra, ref } from "../map-row.ts";
import { mapWork } from "./map-agent.ts";

/**
 * A markdown file of a session. What no table names is a session of its own, if it says who it was of and when it began;
 * all else is kept with the session that it is of.
 *
 * @param name of the file
 * @param ownerId the session whose file it is: null when no table names it
 */
export function mapMarkdown(read: RowReader, name: string, ownerId: string | null): MappedRecord[] {
  const fault = read.peek("fault");
  if (fault !== null) read.refuse("front matter", `cannot be read: ${fault}`);
  const fields = read.object("frontMatter");
  const inside = new RowReader(fields);
  const agent = inside.text("name", "persona");
  if (agent === null || inside.peek("start_time") === null) return [extra(ref("session", ownerId))];
  const codename = inside.peek("codename");
  const record = mapWork(inside, ownerId ?? name, agent);
  return [
    {
      ...record,
      formerKey: ownerId === null ? codename : null,
      extra: { file: name, ...inside.rest(), text: read.peek("text") ?? "" },
    },
  ];
}
