import { expect, test } from "bun:test";
import { readFrontMatter } from "../../../src/compat/sources/front-matter.ts";

test("what a file says of itself is apart from its text", () => {
  expect(readFrontMatter("---\ndate: 2026-01-29\nstart_time: 09:05:00\n---\n\n# Log\n---\nmore")).toEqual({
    frontMatter: { date: "2026-01-29", start_time: "09:05:00" },
    text: "\n# Log\n---\nmore",
  });
  expect(readFrontMatter("\uFEFF---\r\na: 1\r\n---\r\ntext")).toEqual({
    frontMatter: { a: 1 },
    text: "text",
  });
  expect(readFrontMatter("---\n---\ntext")).toEqual({ frontMatter: null, text: "text" });
});

test("a file without it is all text", () => {
  for (const file of ["# Log", "", "--- \nnever closed", "text\n---\na: 1\n---"])
    expect(readFrontMatter(file)).toEqual({ frontMatter: null, text: file });
});

test.each([
  ["a: [1\nb: ]x"],
  ["- a\n- list"],
  ["a: &x [*x]"],
  [`a: ${"[".repeat(700)}${"]".repeat(700)}`],
  [`a: ${"[".repeat(90_000)}`],
])("what cannot be read or kept says why, and the file stays whole", (yaml) => {
  const file = `---\n${yaml}\n---\ntext`;
  const read = readFrontMatter(file);
  expect([read.frontMatter, read.text]).toEqual([null, file]);
  expect(read.fault).toBeTruthy();
});
