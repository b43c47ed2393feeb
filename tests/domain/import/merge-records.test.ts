import { expect, test } from "bun:test";
import fc from "fast-check";
import { mergeRecords } from "../../../src/domain/import/merge-records.ts";

const open = { state: "working", endedAt: null, outcome: null, name: "a", startedAt: 5, lastActivityAt: 9 };
const ended = { ...open, state: "completed", endedAt: 20, outcome: "success" };

test("what is there stays, what is null or empty is filled", () => {
  const { changes, lost } = mergeRecords(
    "session",
    { ...open, branch: null, role: "x" },
    { ...open, branch: "b", role: "y" },
  );
  expect(changes).toEqual({ branch: "b" });
  expect(lost).toEqual([{ field: "role", kept: "x", dropped: "y" }]);
});

test("the later last activity and the earlier start win", () => {
  const { changes } = mergeRecords("session", open, { ...open, startedAt: 3, lastActivityAt: 12 });
  expect(changes).toEqual({ startedAt: 3, lastActivityAt: 12 });
});

test("an end wins as a whole, with its time, and never without", () => {
  expect(mergeRecords("session", open, ended).changes).toEqual({
    state: "completed",
    endedAt: 20,
    outcome: "success",
  });
  expect(mergeRecords("session", open, { ...ended, endedAt: null }).changes).toEqual({});
  expect(mergeRecords("session", ended, open).changes).toEqual({});
});

test("objects are merged key by key", () => {
  const { changes, lost } = mergeRecords(
    "session",
    { metadata: { a: 1, b: null } },
    { metadata: { a: 2, b: 3, c: 4 } },
  );
  expect(changes).toEqual({ metadata: { a: 1, b: 3, c: 4 } });
  expect(lost).toEqual([{ field: "metadata.a", kept: 1, dropped: 2 }]);
});

test("no value is lost without being told, whatever is merged", () => {
  const value = fc.oneof(fc.constant(null), fc.integer(), fc.string());
  const record = fc.record({
    name: value,
    role: value,
    startedAt: fc.nat(),
    lastActivityAt: fc.nat(),
    summary: value,
  });
  fc.assert(
    fc.property(record, record, (there, later) => {
      const { changes, lost } = mergeRecords("session", there, later);
      const kept: Record<string, unknown> = { ...there, ...changes };
      for (const one of [there, later])
        for (const [field, given] of Object.entries(one)) {
          const isTold = lost.some((value) => value.field === field && value.dropped === given);
          if (given !== null && given !== "" && kept[field] !== given)
            expect({ field, isTold }).toEqual({ field, isTold: true });
        }
    }),
  );
});
