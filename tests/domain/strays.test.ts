import { expect, test } from "bun:test";
import { findStrays } from "../../src/domain/strays.ts";

test.each([
  [["src/**"], ["src/a.ts", "src/.hidden/b.ts", "README.md"], ["README.md"]],
  [["docs/"], ["docs/a/b.md", "docs", "docsy/a.md"], ["docs", "docsy/a.md"]],
  [["*.md", "docs/*.md"], ["a.md", "docs/a.md", "docs/deep/a.md"], ["docs/deep/a.md"]],
  [["{src,tests}/**/*.ts"], ["src/a.ts", "tests/b/c.ts", "src/a.js"], ["src/a.js"]],
  [["src"], ["src/a.ts"], ["src/a.ts"]],
  [[], ["anything"], ["anything"]],
])("of what may be changed by %j, %j strays", (mayWrite, changed, strays) => {
  expect(findStrays(mayWrite, changed)).toEqual(strays);
});
