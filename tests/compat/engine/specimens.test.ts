import { describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { rollBack } from "../../../src/compat/engine/roll-back.ts";
import { formats } from "../../../src/compat/formats/registry.ts";
import { countRows } from "../../../src/domain/import/report.ts";
import { checkDatabase } from "../../../src/store/database-checks.ts";
import { addSession } from "../../store/fixture.ts";
import { SPECIMENS } from "../fixtures/specimens.ts";
import { importHouse } from "./fixture.ts";

describe.each(SPECIMENS.map((specimen) => [`${specimen.format}, ${specimen.what}`, specimen] as const))(
  "%s",
  (_, specimen) => {
    const { format, rejected, write } = specimen;

    function prepare() {
      const house = importHouse();
      addSession(house.store, { name: "here before" });
      const root = join(house.folder, "project");
      mkdirSync(root);
      write(root);
      const take = async (dryRun: boolean, lenient = true) => {
        const source = formats[format].open(root);
        if (!source) throw new Error("not found");
        try {
          return await house.take(source, { format, path: root, dryRun, lenient });
        } finally {
          source.close();
        }
      };
      return { ...house, take, [Symbol.dispose]: () => house[Symbol.dispose]() };
    }

    test("every row is accounted for, a second import changes no byte, and a rollback leaves what was before", async () => {
      using it = prepare();
      const before = it.hash();
      const dry = await it.take(true);
      expect(it.hash()).toBe(before);
      const { report } = await it.take(false);
      expect({ ...dry.report, dryRun: false, tookMs: 0 }).toEqual({ ...report, tookMs: 0 });
      expect(report.rows.rejected).toBe(rejected);
      expect(it.one<{ n: number }>("SELECT count(*) AS n FROM imported_rows").n).toBe(countRows(report.rows));
      expect(checkDatabase(it.db).filter(({ state }) => state !== "ok")).toEqual([]);

      const bytes = it.db.serialize();
      expect(await it.take(false)).toMatchObject({ isRepeat: true });
      expect(it.db.serialize().equals(bytes)).toBe(true);

      await rollBack(it.store, "IMPORT-001", "refuse");
      expect(it.hash()).toBe(before);
    });

    test("a strict import of it takes all or nothing", async () => {
      using it = prepare();
      const before = it.hash();
      const taken = it.take(false, false);
      if (rejected === 0) expect((await taken).report.rows.rejected).toBe(0);
      else {
        await expect(taken).rejects.toMatchObject({
          code: "usage",
          message: expect.stringContaining("nothing was imported"),
        });
        expect(it.hash()).toBe(before);
      }
    });
  },
);
