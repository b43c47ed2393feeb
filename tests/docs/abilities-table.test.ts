import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { README, withTable } from "./abilities-table.ts";

test("the README's table of abilities is what the adapters say; npm run docs writes it", () => {
  const text = readFileSync(README, "utf8");
  expect(text).toBe(withTable(text));
});

test("a table that is not what the adapters say is found", () => {
  const text = readFileSync(README, "utf8");
  const stale = text.replace("| tells of its turns and tools | yes", "| tells of its turns and tools | –");
  expect(stale).not.toBe(text);
  expect(withTable(stale)).toBe(text);
});
