import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { FORMATS, type FormatName, type OpenSource, type SourceRow } from "../../../src/compat/format.ts";
import { detect, formats } from "../../../src/compat/formats/registry.ts";
import { findFault } from "../../../src/domain/import/check-record.ts";
import { errorOf } from "../../support/error-of.ts";
import { type TempFolder, tempFolder } from "../../support/temp.ts";
import { dirtyRow } from "./dirty-rows.ts";
import { findLost } from "./find-values.ts";
import { folderState } from "./folder-state.ts";

/** A source of a format, in one of its schemas, with all the dirt that is known of it. */
export interface Specimen {
  format: FormatName;
  /** Which schema or shape it is, for titles. */
  what: string;
  /** Writes it below a folder, as it lies in a project. */
  write(root: string): void;
  rows: number;
  rejected: number;
  /** Changes one value in it. */
  change(root: string): void;
  /** Ways in which it can be broken, and what is said then: the file, the place, why. */
  broken: { what: string; damage(root: string): void; says: RegExp }[];
}

/** What every format has to keep to, for each schema of each. */
export function conforms(specimen: Specimen): void {
  describe(`${specimen.format}, ${specimen.what}`, () => {
    const { format, rows: count } = specimen;
    let folder: TempFolder;
    let source: OpenSource;
    let rows: SourceRow[];

    beforeAll(() => {
      folder = tempFolder();
      specimen.write(folder.path);
      source = open(folder.path);
      rows = [...source.rows()];
    });
    afterAll(() => {
      source.close();
      folder[Symbol.dispose]();
    });

    const open = (root: string): OpenSource => {
      const found = formats[format].open(root);
      if (found === null) throw new Error(`${format} does not find its own source`);
      return found;
    };

    test("is found as what it is, and as nothing else", () => {
      const found = detect(folder.path);
      found.source.close();
      expect(found.format).toBe(format);
      const others = FORMATS.filter((name) => name !== format && formats[name].open(folder.path) !== null);
      expect(others).toEqual([]);
    });

    test("gives every row, once, the same in each reading", () => {
      expect(rows).toHaveLength(count);
      expect(source.rowCount).toBe(count);
      const again = open(folder.path);
      expect([...again.rows()]).toEqual(rows);
      again.close();
      const places = rows.map(({ table, row }) => `${table} ${row}`);
      expect(new Set(places).size).toBe(count);
    });

    test("can be left in the middle of a reading", () => {
      const again = open(folder.path);
      for (const _ of again.rows()) break;
      expect([...again.rows()]).toHaveLength(count);
      again.close();
    });

    test("has a hash of its content: the same elsewhere, another one after any change", () => {
      using other = tempFolder();
      cpSync(folder.path, join(other.path, "moved"), { recursive: true, verbatimSymlinks: true });
      const copy = open(join(other.path, "moved"));
      const before = source.hash();
      expect(copy.hash()).toBe(before);
      expect(copy.hash()).toBe(before);
      specimen.change(join(other.path, "moved"));
      expect(copy.hash()).not.toBe(before);
      copy.close();
    });

    test("gives the hash of what was opened first, also when it has changed before it is asked for", () => {
      using other = tempFolder();
      specimen.write(other.path);
      const opened = open(other.path);
      specimen.change(other.path);
      const first = opened.hash();
      expect(opened.hash()).not.toBe(first);
      opened.close();
    });

    test("takes every row in, or says which field is wrong", () => {
      const rejected = rows.flatMap((row) => {
        const mapping = source.map(row);
        return "rejected" in mapping ? [mapping.rejected] : [];
      });
      expect(rejected.map(({ reason }) => reason)).toHaveLength(specimen.rejected);
      for (const { reason } of rejected) expect(reason).not.toBe("");
    });

    test("maps the same row to the same records, which can be written", () => {
      for (const row of rows) {
        const mapping = source.map(row);
        expect(source.map(structuredClone(row))).toEqual(mapping);
        expectWritable(mapping);
      }
    });

    test("loses no value of any row", () => {
      for (const row of rows) {
        const mapping = source.map(row);
        if ("records" in mapping)
          expect({ row, lost: findLost(row.raw, mapping.records) }).toEqual({ row, lost: [] });
      }
    });

    test("answers any row, however dirty, without throwing", () => {
      fc.assert(
        fc.property(dirtyRow(rows), (row) => {
          const mapping = source.map(row);
          expectWritable(mapping);
          if ("rejected" in mapping) expect(mapping.rejected.reason).not.toBe("");
        }),
        { numRuns: 150 },
      );
    });

    test("changes no file and leaves none behind", () => {
      using other = tempFolder();
      specimen.write(other.path);
      const before = folderState(other.path);
      const opened = open(other.path);
      for (const row of opened.rows()) opened.map(row);
      opened.hash();
      opened.close();
      expect(folderState(other.path)).toEqual(before);
    });

    test("names files that are there, for a copy", () => {
      expect(source.files.length).toBeGreaterThan(0);
      for (const file of source.files) expect(Bun.file(file).size).toBeGreaterThan(0);
    });

    test.each(specimen.broken)("says what is wrong with one that $what", ({ damage, says }) => {
      using other = tempFolder();
      specimen.write(other.path);
      damage(other.path);
      const error = errorOf(() => open(other.path).close());
      expect(error.code).toBe("usage");
      expect(error.message).toMatch(says);
      expect(error.hint ?? "").toContain("nothing was imported");
    });
  });
}

function expectWritable(mapping: ReturnType<OpenSource["map"]>): void {
  if ("rejected" in mapping) return;
  expect(mapping.records.length).toBeGreaterThan(0);
  for (const record of mapping.records)
    expect({ record, fault: findFault(record) }).toEqual({ record, fault: null });
  // As deep as SQLite takes it, and without what JSON cannot hold.
  expect(() => JSON.stringify(mapping.records)).not.toThrow();
}
