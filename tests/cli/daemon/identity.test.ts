import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { recordedDaemon } from "../../../src/cli/daemon/identity.ts";
import { findProject } from "../../../src/find-project.ts";
import { testRepository } from "../../support/repository.ts";

test("what a daemon wrote down is read; a file that is absent, half written or foreign counts as none", () => {
  using repository = testRepository();
  const paths = findProject(repository.path);
  mkdirSync(paths.runtime, { recursive: true });
  expect(recordedDaemon(paths)).toBeUndefined();
  for (const [text, identity] of [
    ['{"pid":4711,"startTime":"12@boot","version":"1"}', { pid: 4711, startTime: "12@boot" }],
    ['{"pid":4711,', undefined],
    ['{"pid":1,"startTime":"12@boot"}', undefined],
    ['{"pid":"4711","startTime":"12@boot"}', undefined],
    ['{"pid":4711}', undefined],
    ["null", undefined],
  ] as const) {
    writeFileSync(paths.daemonIdentity, text);
    expect(recordedDaemon(paths)).toEqual(identity);
  }
});
