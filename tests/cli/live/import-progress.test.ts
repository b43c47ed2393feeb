import { expect, test } from "bun:test";
import { showProgress } from "../../../src/cli/live/import-progress.ts";

test("the line of progress leaves nothing behind when it is cleared", () => {
  let written = "";
  const { tell, clear } = showProgress((text) => {
    written += text;
  });
  tell({ step: "reading", done: 1, total: 2 });
  expect(written).toEndWith("reading    ████████████░░░░░░░░░░░░ 1 of 2 rows");
  clear();
  expect(written).toEndWith("\r\x1b[K");
});
