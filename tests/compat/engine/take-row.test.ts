import { describe, expect, test } from "bun:test";
import { importHouse } from "./fixture.ts";
import { activityRecord, reject, sessionRecord, T0, type TestRow, testSource } from "./memory-format.ts";

const DIRTY = (): TestRow[] => [
  sessionRecord("s1"),
  reject("startedAt", '"0000-00-00" is not a date'),
  sessionRecord("s2"),
  sessionRecord("s3", { state: "asleep" as "working" }),
];

describe("a row that cannot be taken in", () => {
  test("ends a strict import, which says file, row, field, reason and remedy and leaves nothing", async () => {
    using house = importHouse();
    const before = house.hash();
    await expect(house.take(DIRTY())).rejects.toMatchObject({
      code: "usage",
      message: '/source: brokens row 1, startedAt: "0000-00-00" is not a date; nothing was imported',
      hint: expect.stringContaining("--lenient"),
    });
    expect(house.hash()).toBe(before);
  });

  test("is left out of a lenient import, listed, and kept as it was", async () => {
    using house = importHouse();
    const { report } = await house.take(DIRTY(), { lenient: true });
    expect(report.rows).toEqual({ imported: 2, merged: 0, known: 0, rejected: 2 });
    expect(report.rejects).toMatchObject({
      count: 2,
      first: [
        { table: "brokens", row: 1, field: "startedAt" },
        { table: "sessions", row: 3, field: "state" },
      ],
    });
    expect(
      house.one<{ raw: string }>("SELECT raw FROM import_rejects WHERE source_table = 'sessions'").raw,
    ).toContain("asleep");
  });

  test("of any kind has its field named, and its value", async () => {
    for (const [change, field] of [
      [{ name: "" }, "name"],
      [{ startedAt: 1.5 }, "startedAt"],
      [{ depth: -1 }, "depth"],
      [{ escalationLevel: 4 }, "escalationLevel"],
      [{ state: "working", endedAt: T0 }, "endedAt"],
      [{ source: "spawned" }, "source"],
    ] as const) {
      using house = importHouse();
      const { report } = await house.take([sessionRecord("s", change)], { lenient: true });
      expect(report.rejects.first).toMatchObject([{ field }]);
    }
  });

  test("because it is nested too deeply is rejected, and 900 levels are kept", async () => {
    const nested = (levels: number): Record<string, unknown> => {
      let value: unknown = 1;
      for (let level = 0; level < levels; level++) value = [value];
      return { value };
    };
    using house = importHouse();
    const rows = [
      sessionRecord("deep", { extra: nested(880) }),
      sessionRecord("deeper", { extra: nested(950) }),
      sessionRecord("deepest", { extra: nested(20_000) }),
    ];
    const { report } = await house.take(testSource(rows, { hash: () => "deep" }), { lenient: true });
    expect(report.rows).toMatchObject({ imported: 1, rejected: 2 });
    expect(report.rejects.first).toMatchObject([
      { row: 2, reason: expect.stringContaining("levels") },
      { row: 3 },
    ]);
  });

  test("with what JSON has no form for is kept with a mark", async () => {
    using house = importHouse();
    const source = testSource([sessionRecord("s")], { hash: () => "1" });
    const rows = source.rows.bind(source);
    source.rows = function* () {
      for (const row of rows())
        yield { ...row, raw: { blob: new Uint8Array([1, 2]), big: 2n ** 60n, none: Number.NaN } };
    };
    source.map = () => ({ records: [sessionRecord("s")] });
    await house.take(source);
    expect(JSON.parse(house.one<{ raw: string }>("SELECT raw FROM imported_rows_legacy").raw)).toEqual({
      blob: { $bytes: "AQI=" },
      big: { $bigint: "1152921504606846976" },
      none: { $number: "NaN" },
    });
  });
});

describe("a changed source", () => {
  test("leaves what was imported before as it is, and takes in what is new", async () => {
    using house = importHouse();
    await house.take([sessionRecord("s1"), activityRecord("s1", "a"), activityRecord("s1", "b")]);
    const { report } = await house.take([
      sessionRecord("s1", { summary: "changed" }),
      sessionRecord("s2"),
      activityRecord("s1", "a"),
      activityRecord("s1", "b"),
      activityRecord("s1", "b"),
      activityRecord("s1", "c"),
    ]);
    expect(report.rows).toEqual({ imported: 3, merged: 0, known: 3, rejected: 0 });
    expect(house.one("SELECT summary FROM sessions WHERE name = 's1'")).toEqual({ summary: null });
    expect(house.db.query("SELECT text FROM activities ORDER BY id").all()).toEqual(
      ["a", "b", "b", "c"].map((text) => ({ text })),
    );
  });

  test("knows its rows again elsewhere only when they say the same: other projects count from 1 too", async () => {
    using house = importHouse();
    await house.take([sessionRecord("1"), sessionRecord("2")]);
    const { report } = await house.take(
      [sessionRecord("1", { name: "another" }), sessionRecord("2"), activityRecord("2", "a")],
      { path: "/elsewhere" },
    );
    expect(report.rows).toEqual({ imported: 2, merged: 0, known: 1, rejected: 0 });
    expect(
      house.db.query("SELECT s.name FROM activities AS a JOIN sessions AS s ON s.id = a.session_id").all(),
    ).toEqual([{ name: "2" }]);
  });

  test("takes in what was rejected before", async () => {
    using house = importHouse();
    await house.take(DIRTY(), { lenient: true });
    const { report } = await house.take([sessionRecord("s1"), sessionRecord("s2"), sessionRecord("s3")]);
    expect(report.rows).toEqual({ imported: 1, merged: 0, known: 2, rejected: 0 });
  });
});
