import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning, recordedDaemon, startTimeOf } from "../../../src/cli/daemon/identity.ts";
import { projectPaths } from "../../../src/paths.ts";
import { identify } from "../../../src/process/identity.ts";
import { tempFolder } from "../../support/temp.ts";

test("start times have the form of the daemon's own records", async () => {
  const identity = await identify(process.pid);
  expect(identity).toEqual({
    found: { pid: process.pid, startTime: (await startTimeOf(process.pid)) ?? "" },
  });
});

test("a process that ended has no start time", async () => {
  const child = Bun.spawn(["true"]);
  await child.exited;
  expect(await startTimeOf(child.pid)).toBeUndefined();
});

test("another process with the pid of a daemon is not that daemon", async () => {
  const startTime = (await startTimeOf(process.pid)) ?? "";
  expect(await isRunning({ pid: process.pid, startTime })).toBe(true);
  expect(await isRunning({ pid: process.pid, startTime: `1${startTime}` })).toBe(false);
});

test.each(["{", "{}", '{"pid": 1, "startTime": "x"}', '{"pid": "7", "startTime": "x"}'])(
  "the record %p names no daemon",
  (text) => {
    using folder = tempFolder();
    const paths = {
      ...projectPaths(folder.path, folder.path),
      daemonIdentity: join(folder.path, "daemon.json"),
    };
    expect(recordedDaemon(paths)).toBeUndefined();
    writeFileSync(paths.daemonIdentity, text);
    expect(recordedDaemon(paths)).toBeUndefined();
  },
);
