import { expect, test } from "bun:test";
import { join } from "node:path";
import type { ProcessIdentity } from "../../src/domain/session.ts";
import { check } from "../../src/process/identity.ts";
import { spawnDetached } from "../../src/process/spawn-detached.ts";
import { readProcessTable } from "../../src/process/table.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";

const end = (who: ProcessIdentity) => until(`${who.pid} is gone`, async () => (await check(who)) === "dead");

test("starts a program that outlives its starter, in a session of its own", async () => {
  using folder = tempFolder();
  const options = { logFile: join(folder.path, "log"), cwd: folder.path };
  const starter = `
    const { spawnDetached } = await import(${JSON.stringify(join(import.meta.dir, "../../src/process/spawn-detached.ts"))});
    console.log(JSON.stringify(await spawnDetached(["sleep", "60"], ${JSON.stringify(options)})));
    process.kill(process.pid, "SIGKILL");`;
  const { found } = await Bun.spawn([process.execPath, "-e", starter]).stdout.json();
  try {
    const row = (await readProcessTable()).get(found.pid);
    expect(row).toMatchObject({ ...found, ended: false, pgid: found.pid });
    if (process.platform === "linux") expect(row?.sid).toBe(found.pid);
  } finally {
    process.kill(found.pid, "SIGKILL");
  }
  await end(found);
});

test("appends the output to the log and hands over only PATH", async () => {
  using folder = tempFolder();
  const logFile = join(folder.path, "log");
  process.env.A_SECRET = "hidden";
  for (const word of ["one", "two"]) {
    const argv = ["sh", "-c", `echo ${word} $PATH$A_SECRET; echo ${word} err >&2`];
    const child = await spawnDetached(argv, { logFile, cwd: folder.path });
    if (child !== "dead" && "found" in child) await end(child.found);
  }
  delete process.env.A_SECRET;
  const path = process.env.PATH;
  expect(await Bun.file(logFile).text()).toBe(`one ${path}\none err\ntwo ${path}\ntwo err\n`);
});

test("leaves no zombie behind", async () => {
  using folder = tempFolder();
  const children = await Promise.all(
    Array.from({ length: 20 }, () =>
      spawnDetached(["true"], { logFile: join(folder.path, "log"), cwd: "/" }),
    ),
  );
  expect(children).toHaveLength(20);
  await until("no child is listed", async () => {
    const rows = [...(await readProcessTable()).values()];
    return !rows.some(({ ppid, state }) => ppid === process.pid && state === "Z");
  });
});

test("names the program that cannot be started", async () => {
  using folder = tempFolder();
  const logFile = join(folder.path, "log");
  await expect(spawnDetached(["no-such-program"], { logFile, cwd: "/" })).rejects.toThrow(
    "cannot start no-such-program",
  );
  await expect(spawnDetached(["true"], { logFile, cwd: "/no/such" })).rejects.toThrow("cannot start true");
});
