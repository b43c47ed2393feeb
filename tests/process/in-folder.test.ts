import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { processesIn } from "../../src/process/in-folder.ts";
import { tempFolder } from "../support/temp.ts";

test("processes that work in a folder or below it are found, others beside it are not", async () => {
  using temp = tempFolder();
  for (const name of ["in/deep", "inside"]) mkdirSync(join(temp.path, name), { recursive: true });
  const children = ["in", "in/deep", "inside"].map((name) =>
    Bun.spawn(["sleep", "60"], { cwd: join(temp.path, name) }),
  );
  const [top, deep] = children.map(({ pid }) => pid);
  try {
    expect((await processesIn(join(temp.path, "in")))?.toSorted()).toEqual([top ?? 0, deep ?? 0].toSorted());
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
});
