import { expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkVersion } from "../../src/tmux/version.ts";
import { tempFolder } from "../support/temp.ts";

async function check(answer: string): Promise<unknown> {
  using folder = tempFolder();
  const program = join(folder.path, "tmux");
  writeFileSync(program, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(program, 0o755);
  return await checkVersion({ PATH: folder.path }).catch((error) => error);
}

test("tmux 3.2 and later are accepted, whatever they call themselves", async () => {
  for (const answer of ["tmux 3.2", "tmux 3.3a", "tmux next-3.7", "tmux 4.0", "tmux master"])
    expect(await check(answer)).toBeUndefined();
});

test("an older or unknown tmux is refused with what was found and what to do", async () => {
  for (const answer of ["tmux 3.1c", "tmux 2.9", "screen 4", ""]) {
    const error = await check(answer);
    expect(error).toMatchObject({ code: "tmux", hint: expect.stringContaining("install") });
    expect(String(error)).toContain(`"${answer}"`);
  }
});

test("a missing tmux is told as that", async () => {
  using folder = tempFolder();
  await expect(checkVersion({ PATH: folder.path })).rejects.toThrow("tmux is not on the PATH");
});
