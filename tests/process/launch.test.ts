import { describe, expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { check } from "../../src/process/identity.ts";
import { ensureLaunch, readLaunch, removeLaunch, writeLaunch } from "../../src/process/launch.ts";
import { signalProcess } from "../../src/process/signal.ts";
import { spawnDetached } from "../../src/process/spawn-detached.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";
import { testLaunches } from "./launching.ts";

describe("a launch", () => {
  test.each([0, 3, 127, 255])("records exit status %d", async (code) => {
    await using launches = testLaunches();
    await launches.launch("a", { shell: `exit ${code}` });
    expect(await launches.exitCode("a")).toBe(code);
  });

  test.each([
    ["SIGKILL", 137],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGSEGV", 139],
  ] as const)("records the end of the agent by %s as %d", async (signal, code) => {
    await using launches = testLaunches();
    await launches.launch("a", { argv: ["sleep", "60"] });
    await signalProcess(await launches.agent("a"), signal);
    expect(await launches.exitCode("a")).toBe(code);
  });

  test("records 127 for a program that is not there and 126 for a folder that is not there", async () => {
    await using launches = testLaunches();
    await launches.launch("a", { argv: ["no-such-program-here"] });
    expect(await launches.exitCode("a")).toBe(127);
    const env = { OVERSTORY_TEST_ROOT: process.env.OVERSTORY_TEST_ROOT ?? "" };
    const argv = writeLaunch(launches.launches, "b", { command: { argv: ["true"] }, cwd: "/no/such", env });
    await spawnDetached(argv, { logFile: join(launches.path, "b.log"), cwd: "/" });
    expect(await launches.exitCode("b")).toBe(126);
    expect(await launches.output("b")).toContain("/no/such");
  });

  test("ends with the status of the agent", async () => {
    using folder = tempFolder();
    const argv = writeLaunch(folder.path, "a", { command: { shell: "exit 3" }, cwd: "/", env: {} });
    expect(await Bun.spawn(argv).exited).toBe(3);
  });

  test("names the agent by the pid and start time it has after it began", async () => {
    await using launches = testLaunches();
    await launches.launch("a", { shell: "echo $$; while [ ! -e go ]; do sleep 0.01; done" });
    const agent = await launches.agent("a");
    expect(await check(agent)).toBe("alive");
    await Bun.write(join(launches.path, "go"), "");
    await launches.exitCode("a");
    expect(await launches.output("a")).toBe(`${agent.pid}\n`);
  });

  test("keeps what the agent prints in the log, the last words too", async () => {
    await using launches = testLaunches();
    await launches.launch("a", { shell: "echo out; echo err >&2; printf last" });
    await launches.exitCode("a");
    expect(await launches.output("a")).toBe("out\nerr\nlast");
  });

  test.each(["SIGTERM", "SIGINT", "SIGQUIT"] as const)(
    "records how the agent ends also when the launcher gets %s",
    async (signal) => {
      await using launches = testLaunches();
      const leader = await launches.start("a", { shell: "while [ ! -e go ]; do sleep 0.01; done; exit 5" });
      await launches.agent("a");
      await signalProcess(leader, signal);
      await Bun.write(join(launches.path, "go"), "");
      expect(await launches.exitCode("a")).toBe(5);
    },
  );

  test("leaves no exit status when the launcher itself is killed", async () => {
    await using launches = testLaunches();
    const leader = await launches.start("a", { argv: ["sleep", "60"] });
    const agent = await launches.agent("a");
    await signalProcess(leader, "SIGKILL");
    await until("the launcher is dead", async () => (await check(leader)) === "dead");
    await signalProcess(agent, "SIGKILL");
    await until("the agent is dead", async () => (await check(agent)) === "dead");
    expect(readLaunch(launches.launches, "a")).toEqual({ started: agent, exited: null });
  });
});

describe("writeLaunch", () => {
  const nothing = { command: { argv: ["true"] }, cwd: "/", env: {} };

  test("makes a folder and a script that only the owner may read", () => {
    using temp = tempFolder();
    const folder = join(temp.path, "launches");
    writeLaunch(folder, "a", nothing);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "a.sh")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["a.sh"]);
  });

  test("refuses an id that is taken, and leaves that launch as it is", async () => {
    using folder = tempFolder();
    writeLaunch(folder.path, "a", nothing);
    const before = await Bun.file(join(folder.path, "a.sh")).text();
    expect(() => writeLaunch(folder.path, "a", { ...nothing, cwd: "/tmp" })).toThrow(
      "launch a exists already",
    );
    expect(await Bun.file(join(folder.path, "a.sh")).text()).toBe(before);
    expect(readdirSync(folder.path)).toEqual(["a.sh"]);
  });

  test("has a counterpart that keeps a launch which is there", async () => {
    using folder = tempFolder();
    const argv = ensureLaunch(folder.path, "a", nothing);
    const before = await Bun.file(join(folder.path, "a.sh")).text();
    expect(ensureLaunch(folder.path, "a", { ...nothing, cwd: "/tmp" })).toEqual(argv);
    expect(await Bun.file(join(folder.path, "a.sh")).text()).toBe(before);
    expect(await Bun.spawn(argv).exited).toBe(0);
  });

  test.each(["", "..", "../a", "a/b", "-a", "a b", "a.b", "a\n"])("refuses the id %p", (id) => {
    using folder = tempFolder();
    expect(() => writeLaunch(folder.path, id, nothing)).toThrow("cannot be the id of a launch");
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test("writes nothing when the launch is refused", () => {
    using folder = tempFolder();
    expect(() => writeLaunch(folder.path, "a", { ...nothing, env: { A: "\0" } })).toThrow("NUL");
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe("readLaunch and removeLaunch", () => {
  test("know nothing of a launch that is not there", () => {
    using folder = tempFolder();
    removeLaunch(folder.path, "a");
    expect(readLaunch(folder.path, "a")).toEqual({ started: null, exited: null });
  });

  test("take half-written text for absent", async () => {
    using folder = tempFolder();
    await Bun.write(join(folder.path, "a.started"), "12");
    await Bun.write(join(folder.path, "a.exited"), "1");
    expect(readLaunch(folder.path, "a")).toEqual({ started: null, exited: null });
  });

  test("leave the files of other launches alone", async () => {
    await using launches = testLaunches();
    await launches.launch("a", { argv: ["true"] });
    await launches.launch("a2", { argv: ["true"] });
    await launches.exitCode("a");
    await launches.exitCode("a2");
    removeLaunch(launches.launches, "a");
    expect(readdirSync(launches.launches).toSorted()).toEqual(["a2.exited", "a2.sh", "a2.started"]);
  });

  test("survive many launches at once", async () => {
    await using launches = testLaunches();
    const ids = Array.from({ length: 20 }, (_, i) => `s${i}`);
    await Promise.all(ids.map((id, i) => launches.launch(id, { shell: `exit ${i}` })));
    expect(await Promise.all(ids.map((id) => launches.exitCode(id)))).toEqual(ids.map((_, i) => i));
  });
});
