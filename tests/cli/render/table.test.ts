import { expect, test } from "bun:test";
import { type Column, table } from "../../../src/cli/render/table.ts";
import { plainScreen } from "../support/views.ts";

const rows = [
  { name: "a", text: "short" },
  { name: "日本語", text: "a text that is too long for the screen" },
];
const columns: Column<{ name: string; text: string }>[] = [
  { title: "name", text: (row) => row.name, max: 6 },
  { title: "text", text: (row) => row.text },
];

test("columns are aligned, and the last one takes the room that is left", () => {
  expect(table(rows, columns, plainScreen(30))).toEqual([
    "  name    text",
    "  a       short",
    "  日本語  a text that is too …",
  ]);
});

test("no rows leave the titles", () => {
  expect(table([], columns, plainScreen(30))).toEqual(["  name  text"]);
});
