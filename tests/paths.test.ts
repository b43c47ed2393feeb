import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { DOOR_SOCKET, gateLog, projectPaths, sessionLogs } from "../src/paths.ts";
import { tempFolder } from "./support/temp.ts";

describe("the folder of the sockets", () => {
  const SUN_PATH_BYTES = 104;
  const deep = (length: number) => `/${"d".repeat(length - 1)}`;
  const runtimeOf = (state: string) => projectPaths("/project", dirname(state)).runtime;

  test("is the state folder where a socket's path fits", () => {
    expect(runtimeOf("/project/.git/overstory")).toBe("/project/.git/overstory");
  });

  test("is never so long that a socket would not fit", () => {
    for (let length = 60; length < 300; length++) {
      const { socket, tmuxSocket, door, runtime, state } = projectPaths("/project", deep(length));
      expect(Buffer.byteLength(socket)).toBeLessThan(SUN_PATH_BYTES);
      expect(Buffer.byteLength(join(door, DOOR_SOCKET))).toBeLessThan(SUN_PATH_BYTES);
      expect(Buffer.byteLength(tmuxSocket)).toBeLessThan(SUN_PATH_BYTES);
      expect([dirname(socket), dirname(tmuxSocket)]).toEqual([runtime, runtime]);
      if (runtime !== state) expect(Buffer.byteLength(join(state, "door", DOOR_SOCKET))).toBeGreaterThan(103);
    }
  });

  test("counts bytes, not characters", () => {
    const state = `/${"ü".repeat(45)}/overstory`;
    expect(state.length).toBeLessThan(60);
    expect(runtimeOf(state)).not.toBe(state);
  });

  test("is in /tmp, named for the user, where the path would be too long", () => {
    expect(runtimeOf(join(deep(200), "overstory"))).toMatch(
      new RegExp(`^/tmp/overstory-${process.getuid?.()}-`),
    );
  });

  test("is the same every time, and another one for another project", () => {
    const [one, two] = [join(deep(200), "overstory"), join(deep(201), "overstory")];
    expect(runtimeOf(one)).toBe(runtimeOf(one));
    expect(runtimeOf(one)).not.toBe(runtimeOf(two));
    expect(runtimeOf(one)).toContain(createHash("sha256").update(one).digest("hex").slice(0, 16));
  });

  test("a real socket can be opened where a project lies deep", async () => {
    using folder = tempFolder();
    const gitDir = join(folder.path, "x".repeat(100), ".git");
    mkdirSync(gitDir, { recursive: true });
    const { socket, runtime } = projectPaths(dirname(gitDir), gitDir);
    try {
      mkdirSync(runtime, { recursive: true });
      const server = Bun.serve({ unix: socket, fetch: () => new Response("here") });
      expect(await (await fetch("http://daemon/", { unix: socket })).text()).toBe("here");
      await server.stop(true);
    } finally {
      rmSync(runtime, { recursive: true });
    }
  });
});

test("output of a session and of its gates lies together, under the session's key", () => {
  const paths = { logs: "/state/logs" };
  expect(sessionLogs(paths, "SESSION-007")).toBe("/state/logs/SESSION-007");
  expect(gateLog(paths, "SESSION-007", 0)).toBe("/state/logs/SESSION-007/gate-1.log");
});
