import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../../src/tmux/server.ts";
import { ask, testPlace } from "./fixture.ts";

/** As systemd starts a daemon, with a systemd-run that notes its call and does this. */
function service(folder: string, does: string) {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const calls = join(folder, "calls");
  writeFileSync(join(bin, "systemd-run"), `#!/bin/sh\necho "$*" >> ${calls}\n${does}\n`);
  chmodSync(join(bin, "systemd-run"), 0o755);
  return {
    environment: { PATH: `${bin}:${process.env.PATH}`, INVOCATION_ID: "1", XDG_RUNTIME_DIR: folder },
    calls: () => (existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : []),
  };
}

/** Runs what follows the options, as the real one does. */
const RUNS = 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"';

describe("where systemd started the daemon", () => {
  test("the server is started in a scope of its own, without what leads to the bus", async () => {
    await using server = testPlace();
    const { environment, calls } = service(server.folder, RUNS);
    const identity = await startServer(server.place, environment);
    expect(calls()).toEqual([
      expect.stringMatching(/^--user --scope --collect --quiet --unit=overstory-tmux-[0-9a-f]{8} -- env /),
    ]);
    expect(await ask(server.place, "list-sessions", "-F", "#{session_name}")).toBe("_ctl");
    expect(await ask(server.place, "show-environment", "-g")).not.toContain("XDG_RUNTIME_DIR");
    // One that runs is in some scope already.
    expect(await startServer(server.place, environment)).toEqual(identity);
    expect(calls()).toHaveLength(1);
  });

  test.each([
    ["fails", "echo 'Failed to connect to bus' >&2; exit 1"],
    ["hangs", "exec sleep 1000"],
  ])("the server is started all the same when systemd-run %s", async (_, does) => {
    await using server = testPlace({ deadlineMs: 700 });
    const { environment, calls } = service(server.folder, does);
    await startServer(server.place, environment);
    expect(calls()).toHaveLength(1);
    expect(await ask(server.place, "list-sessions", "-F", "#{session_name}")).toBe("_ctl");
  });
});

test("elsewhere systemd-run is not asked", async () => {
  await using server = testPlace();
  const { environment, calls } = service(server.folder, RUNS);
  await startServer(server.place, { ...environment, INVOCATION_ID: undefined });
  expect(calls()).toEqual([]);
});
