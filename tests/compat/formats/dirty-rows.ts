import fc from "fast-check";
import type { SourceRow } from "../../../src/compat/format.ts";

/** What may stand in any field of a file that many programs and people have written. */
const dirt: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    "  ",
    "0000-00-00",
    "0000-00-00T00:00:00Z",
    "2026-02-30",
    "2026-01-01T25:00:00Z",
    "yesterday",
    "12:99",
    "-1",
    "1e999",
    "NaN",
    "null",
    "[]",
    "{}",
    "{'a': 1}",
    "[".repeat(3000),
    `${"[".repeat(900)}${"]".repeat(900)}`,
    "\u0000",
    "\ud800",
    "__proto__",
    "constructor",
    "toString",
    Number.MAX_SAFE_INTEGER,
    -1,
    0,
    0.5,
    1e300,
    true,
    [],
    {},
    [null],
    { __proto__: null, type: "task" },
  ),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A row of the source in which any fields are dirty, gone, or new. */
export const dirtyRow = (rows: readonly SourceRow[]): fc.Arbitrary<SourceRow> =>
  fc
    .tuple(
      fc.constantFrom(...rows),
      fc.array(fc.tuple(fc.nat(), dirt), { maxLength: 4 }),
      fc.dictionary(fc.string(), dirt, { maxKeys: 2 }),
    )
    .map(([row, changes, added]) => ({ ...row, raw: soil(row.raw, changes, added) }));

function soil(raw: unknown, changes: readonly [number, unknown][], added: Record<string, unknown>): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  const names = Object.keys(raw);
  const dirty = Object.fromEntries(
    changes.map(([place, value]) => [names[place % names.length] ?? "", value]),
  );
  return { ...raw, ...dirty, ...added };
}
