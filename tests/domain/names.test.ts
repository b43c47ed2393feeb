import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NAME_LIMIT, nameProblem } from "../../src/domain/names.ts";
import { testRepository } from "../support/repository.ts";

const letter = fc.constantFrom(..."abcXYZ019");
const part = fc.string({ unit: fc.constantFrom(..."abcXYZ019-_"), minLength: 1, maxLength: 12 });
const goodName = fc
  .tuple(letter, fc.array(part, { minLength: 1, maxLength: 3 }))
  .map(([first, parts]) => first + parts.join("."))
  .filter((name) => name.length <= NAME_LIMIT && !name.toLowerCase().endsWith(".lock"));

describe("a name is refused when it is", () => {
  test.each([
    "",
    " ",
    "; rm -rf x",
    "$(id)",
    "`id`",
    "a b",
    "a\nb",
    "a\n",
    "a\0",
    "-t",
    "--help",
    "_a",
    ".a",
    "a.",
    "a..b",
    "..",
    "../x",
    "a/b",
    "a\\b",
    "%5",
    "$3",
    "@1",
    "=main:",
    "a:b",
    "a~1",
    "a^",
    "a@{0}",
    "a*",
    "a?",
    "[a]",
    "main.lock",
    "A.LOCK",
    "naïve",
    "рython",
    "👻",
    "a\u200bb",
    "a\u202eb",
    "x".repeat(NAME_LIMIT + 1),
    "x".repeat(300),
  ])("%j", (text) => {
    expect(nameProblem(text)).toBeString();
  });
});

test("a problem reads as the end of a sentence that begins with the name", () => {
  expect(nameProblem("")).toBe("is empty");
  expect(nameProblem("x".repeat(300))).toBe(`has 300 characters; at most ${NAME_LIMIT} are allowed`);
});

test.each(["a", "9", "api", "add-login", "v1.2.3", "a_b", "a-", "TASK-001", "x".repeat(NAME_LIMIT)])(
  "%j is a name",
  (text) => {
    expect(nameProblem(text)).toBeUndefined();
  },
);

test("whatever is accepted holds only letters, digits, -, _ and single dots", () => {
  const near = fc.string({ unit: fc.constantFrom(..."aZ0-_./$;:% \n@~\\"), maxLength: 8 });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), near, goodName), (text) => {
      if (nameProblem(text) !== undefined) return;
      expect(text).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/);
      expect(text).not.toContain("..");
    }),
    { numRuns: 2000 },
  );
});

test("every name can be a part of a branch, for git", () => {
  using repo = testRepository();
  const names = fc.sample(goodName, 200);
  expect(names.filter((name) => nameProblem(name) !== undefined)).toEqual([]);
  const commit = repo.git("rev-parse", "HEAD");
  // A folder for each, since one name may differ from another by case alone.
  const lines = names.map((name, n) => `create refs/heads/overstory/${n}/${name} ${commit}\n`);
  const update = Bun.spawnSync(["git", "update-ref", "--stdin"], {
    cwd: repo.path,
    stdin: Buffer.from(lines.join("")),
    stderr: "pipe",
  });
  expect(update.stderr.toString()).toBe("");
});
