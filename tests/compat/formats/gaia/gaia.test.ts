import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { formats } from "../../../../src/compat/formats/registry.ts";
import type { MappedRecord } from "../../../../src/compat/record.ts";
import { tempFolder } from "../../../support/temp.ts";
import { GAIA_REJECTED, GAIA_STATES, gaiaState, writeGaia, writeState } from "../../fixtures/gaia.ts";
import { replaceIn } from "../break-files.ts";
import { conforms } from "../conformance.ts";

const FIRST = `${GAIA_STATES[0]?.agent_id}`;

conforms({
  format: "gaia",
  what: "a folder for each session",
  write: (root) => writeGaia(root),
  rows: GAIA_STATES.length + 1,
  rejected: GAIA_REJECTED,
  change: (root) =>
    replaceIn(join(root, ".claude/session", FIRST, "state.json"), "Plan the network", "Plan another"),
  broken: [], // a file that is broken is one row that is rejected
});

function recordsOf(states: readonly Record<string, unknown>[]): MappedRecord[] {
  using folder = tempFolder();
  writeGaia(folder.path, states);
  const source = formats.gaia.open(folder.path);
  const records = [...(source?.rows() ?? [])].flatMap((row) => {
    const mapping = source?.map(row);
    return mapping && "records" in mapping ? mapping.records : [];
  });
  source?.close();
  return records;
}

test("a session keeps its phase, its history, and what whoever resumes it needs", () => {
  const [session, ...activities] = recordsOf([gaiaState()]);
  expect(session).toMatchObject({
    kind: "session",
    state: "working",
    phase: "approval",
    outcome: null,
    endedAt: null,
    metadata: { task_id: "T-12", gaia: { purpose: "Plan the network", resumeReady: true, errorCount: 2 } },
  });
  expect(activities.map((one) => one.kind === "activity" && one.text)).toEqual([
    "initializing → investigating",
    "investigating → planning",
    "planning → approval",
    "approval: an error whose words were not kept",
    "approval: plan failed once",
  ]);
});

test("each error counts, as many as matter", () => {
  const many = recordsOf([gaiaState({ error_count: 1_000_000 })]);
  const errors = many.filter((one) => one.kind === "activity" && one.data.error !== null);
  expect(errors).toHaveLength(100);
});

test("a session in a final phase has ended, with the last time that is known where no other is", () => {
  const [failed] = recordsOf([gaiaState({ phase: "failed" })]);
  expect(failed).toMatchObject({
    state: "completed",
    outcome: "failed",
    endedAt: Date.UTC(2026, 0, 3, 10, 40),
    extra: { endedAtFrom: "last_updated" },
  });
});

test("metadata that has our own name in it loses nothing", () => {
  const [session] = recordsOf([gaiaState({ metadata: { gaia: "mine" } })]);
  expect(session).toMatchObject({ extra: { metadata: { gaia: "mine" } } });
});

test("what is cut off is rejected alone, with its place", () => {
  using folder = tempFolder();
  writeGaia(folder.path);
  const source = formats.gaia.open(folder.path);
  const row = [...(source?.rows() ?? [])].find(({ table }) => table.includes("55555555"));
  if (row === undefined) throw new Error("the file is not there");
  expect(source?.map(row)).toEqual({
    rejected: { field: null, reason: "the row is no JSON: line 2, column 16: it ends too early" },
  });
  source?.close();
});

test("other files, empty folders, and links to what was read are told of", () => {
  using folder = tempFolder();
  writeGaia(folder.path);
  const source = formats.gaia.open(folder.path);
  expect(source?.remarks).toEqual([
    `${FIRST} holds more, which was not read: notes.md`,
    "agent-20260106-090000-66666666 holds no state.json and was not read",
    "loop holds no state.json and was not read",
    "self holds no state.json and was not read",
    "z-latest is another name of a session that was read",
  ]);
  source?.close();
});

test("it is found by its project, its folders and its file; a folder without sessions is none", () => {
  using folder = tempFolder();
  const sessions = writeGaia(folder.path);
  const places = [
    folder.path,
    join(folder.path, ".claude"),
    sessions,
    join(sessions, FIRST),
    join(sessions, FIRST, "state.json"),
  ];
  const counts = places.map((place) => {
    const source = formats.gaia.open(place);
    source?.close();
    return source?.rowCount;
  });
  expect(counts).toEqual([6, 6, 6, 1, 1]);
  rmSync(sessions, { recursive: true });
  expect(formats.gaia.open(folder.path)).toBeNull();
  writeState(join(folder.path, "web"), "app", "{}");
  expect(formats.gaia.open(join(folder.path, "web"))).toBeNull();
});
