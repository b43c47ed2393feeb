import { expect, test } from "bun:test";
import { readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { listTakenIds, postNotices, readNoticeIds, withdrawNotices } from "../../src/files/notice-folder.ts";
import { tempFolder } from "../support/temp.ts";

test("notices are posted all at once, and taken by a hook or withdrawn, never both", () => {
  using temp = tempFolder();
  const path = join(temp.path, "notices");
  expect(readNoticeIds(path)).toBeNull();
  expect(withdrawNotices(path)).toBe(false);
  postNotices(path, [3, 4], new Map([["Prompt", "hello"]]));
  expect(readNoticeIds(path)).toEqual([3, 4]);
  expect(readFileSync(join(path, "Prompt"), "utf8")).toBe("hello");
  expect(withdrawNotices(path)).toBe(true);
  expect(readdirSync(temp.path)).toEqual([]);
  postNotices(path, [5], new Map([["Prompt", "hello"]]));
  renameSync(path, join(temp.path, "123.n"));
  expect(withdrawNotices(path)).toBe(false);
  expect(listTakenIds(temp.path)).toEqual([5]);
});
