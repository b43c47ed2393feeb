import { expect, test } from "bun:test";
import { join } from "node:path";
import { asPsPrints } from "../../src/cli/shell.ts";
import { check, identify } from "../../src/process/identity.ts";

const ASK = `import { readShell } from "${join(import.meta.dir, "../../src/cli/shell.ts")}"; console.log(await readShell());`;

test.skipIf(Bun.which("setsid") === null)(
  "the shell is the leader of the command's session, by pid and start time as the daemon knows them",
  async () => {
    const shell = Bun.spawn(["setsid", "sh", "-c", `"${process.execPath}" -e '${ASK}'; read line`], {
      stdin: "pipe",
      stdout: "pipe",
    });
    const { value } = await shell.stdout.getReader().read();
    const [, pid, startTime = ""] = /^(\d+):(.+)\n$/.exec(new TextDecoder().decode(value)) ?? [];
    expect(Number(pid)).toBe(shell.pid);
    expect(await identify(shell.pid)).toEqual({ found: { pid: shell.pid, startTime } });
    shell.kill("SIGKILL");
    await shell.exited;
    expect(await check({ pid: Number(pid), startTime })).toBe("dead");
  },
);

test("a start date is written as ps prints it", () => {
  expect(asPsPrints(new Date("2026-01-31T14:05:09Z"))).toBe("Sat Jan 31 14:05:09 2026");
  expect(asPsPrints(new Date("2026-02-01T04:05:09Z"))).toBe("Sun Feb  1 04:05:09 2026");
});
