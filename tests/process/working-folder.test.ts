import { expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { worksInDeletedFolder } from "../../src/process/working-folder.ts";
import { tempFolder } from "../support/temp.ts";

test.if(process.platform === "linux")(
  "a process whose folder was deleted is told from one whose folder stands, also when it was made anew",
  async () => {
    using temp = tempFolder();
    const folder = join(temp.path, "work");
    mkdirSync(folder);
    const child = Bun.spawn(["sleep", "1000"], { cwd: folder });
    expect(worksInDeletedFolder(child.pid)).toBe(false);
    rmSync(folder, { recursive: true });
    expect(worksInDeletedFolder(child.pid)).toBe(true);
    mkdirSync(folder);
    expect(worksInDeletedFolder(child.pid)).toBe(true);
    child.kill();
    await child.exited;
    expect(worksInDeletedFolder(child.pid)).toBe(false);
  },
);
