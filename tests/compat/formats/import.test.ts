import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { OpenSource, SourceRow } from "../../../src/compat/format.ts";
import { detect } from "../../../src/compat/formats/registry.ts";
import { errorOf } from "../../support/error-of.ts";
import { tempFolder } from "../../support/temp.ts";
import { importHouse } from "../engine/fixture.ts";
import { SPECIMENS, type WrittenSource } from "../fixtures/specimens.ts";
import { dirtyRow } from "./dirty-rows.ts";

function openSpecimen({ write }: WrittenSource) {
  const folder = tempFolder();
  write(folder.path);
  const { format, source } = detect(folder.path);
  const close = () => {
    source.close();
    folder[Symbol.dispose]();
  };
  return { format, source, path: folder.path, [Symbol.dispose]: close };
}

describe.each(SPECIMENS.map((one) => [`${one.format}, ${one.what}`, one] as const))("%s", (_, specimen) => {
  test("is taken in whole: every row has become something, or was rejected; once more changes nothing", async () => {
    using house = importHouse();
    using opened = openSpecimen(specimen);
    const { format, source, path } = opened;
    const options = { format, path, lenient: true };
    const { report } = await house.take(source, options);
    const { imported, merged, known, rejected } = report.rows;
    expect(rejected).toBe(specimen.rejected);
    expect([imported + merged + rejected, known]).toEqual([source.rowCount ?? -1, 0]);
    const hash = house.hash();
    const again = await house.take(source, options);
    expect([again.isRepeat, house.hash()]).toEqual([true, hash]);
  });

  test("is not taken in at all, strictly, when a row of it is rejected", async () => {
    using house = importHouse();
    using opened = openSpecimen(specimen);
    const before = house.hash();
    const importing = house.take(opened.source, { format: opened.format, path: opened.path });
    if (specimen.rejected === 0) expect((await importing).report.rows.rejected).toBe(0);
    else {
      const error = await importing.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(
        errorOf(() => {
          throw error;
        }).code,
      ).toBe("usage");
      expect(house.hash()).toBe(before);
    }
  });

  test("is taken in with any dirt in it, and every row is accounted for", async () => {
    using opened = openSpecimen(specimen);
    const rows = [...opened.source.rows()];
    await fc.assert(
      fc.asyncProperty(fc.array(dirtyRow(rows), { maxLength: 30 }), async (dirty) => {
        using house = importHouse();
        const source = withRows(opened.source, dirty);
        const { report } = await house.take(source, { format: opened.format, lenient: true });
        const { imported, merged, known, rejected } = report.rows;
        expect(imported + merged + known + rejected).toBe(dirty.length);
      }),
      { numRuns: 6 },
    );
  });
});

/** A source with other rows, each in a place of its own. */
function withRows(source: OpenSource, rows: readonly SourceRow[]): OpenSource {
  const counts = new Map<string, number>();
  const placed = rows.map((row) => {
    const number = (counts.get(row.table) ?? 0) + 1;
    counts.set(row.table, number);
    return { ...row, row: number };
  });
  return {
    ...source,
    rowCount: rows.length,
    rows: () => placed,
    hash: () => "a".repeat(64),
    files: [],
    close: () => {},
  };
}
