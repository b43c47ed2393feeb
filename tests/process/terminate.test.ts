import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { createDeathWatch } from "../../src/process/death-watch.ts";
import { check } from "../../src/process/identity.ts";
import { findMembers } from "../../src/process/members.ts";
import { signalProcess } from "../../src/process/signal.ts";
import { terminate } from "../../src/process/terminate.ts";
import { until } from "../support/wait.ts";
import { identityOfPid, psState, startChild } from "./child.ts";
import { testLaunches } from "./launching.ts";

const hasSetsid = Bun.which("setsid") !== null;

/** Each of these says `here`, ignores every polite signal, and has left its parent in another way. */
const HOSTILE_TREE = `
  trap '' HUP TERM INT
  stubborn='trap "" HUP TERM INT; echo here; while :; do sleep 60; done'
  setsid sh -c "$stubborn" &
  (setsid sh -c "$stubborn" &)
  (sh -c "$stubborn" &)
  env -i PATH="$PATH" setsid sh -c "$stubborn" &
  setsid sh -c "setsid sh -c '$stubborn' & sh -c '$stubborn' & wait" &
  echo here
  wait`;

describe("terminate", () => {
  test("ends an obedient agent with its launcher, and lets it end by itself", async () => {
    const deaths = createDeathWatch();
    await using launches = testLaunches();
    const shell = "trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.01; done";
    const leader = await launches.start("a", { shell });
    const agent = await launches.agent("a");
    await until("the agent is ready", async () => (await launches.output("a")).includes("ready"));
    const startedAt = performance.now();
    expect(await terminate({ leader, agent, nonce: null }, { graceMs: 5000, force: false }, deaths)).toEqual(
      [],
    );
    console.log(`an obedient agent is ended in ${(performance.now() - startedAt).toFixed(0)} ms`);
    await deaths.close();
    expect(await launches.exitCode("a")).toBe(9);
    expect(await launches.output("a")).toContain("bye");
    expect([await check(leader), await check(agent)]).toEqual(["dead", "dead"]);
  });

  test.skipIf(!hasSetsid)("leaves no survivor of a hostile tree", async () => {
    const deaths = createDeathWatch();
    await using launches = testLaunches();
    const leader = await launches.start("a", { shell: HOSTILE_TREE }, { OVERSTORY_NONCE: "hostile" });
    const agent = await launches.agent("a");
    await until("all are there", async () => (await launches.output("a")).split("here").length === 8);
    const seeds = { known: [leader, agent], nonce: "hostile" };
    const members = await findMembers(seeds);
    expect(members.length).toBeGreaterThanOrEqual(9);
    expect(
      await terminate({ leader, agent, nonce: "hostile" }, { graceMs: 50, force: false }, deaths),
    ).toEqual([]);
    await deaths.close();
    for (const member of members) expect(await check(member)).toBe("dead");
    expect(await findMembers(seeds)).toEqual([]);
  });

  test.skipIf(!hasSetsid)(
    "remembers a child that nothing ties to the session once its parent has obeyed",
    async () => {
      const deaths = createDeathWatch();
      await using launches = testLaunches();
      const stubborn = `trap "" HUP TERM; echo ready; while :; do sleep 60; done`;
      const leader = await launches.start("a", {
        shell: `env -i PATH="$PATH" setsid sh -c '${stubborn}' & wait`,
      });
      const agent = await launches.agent("a");
      await until("the child is ready", async () => (await launches.output("a")).includes("ready"));
      const members = await findMembers({ known: [leader, agent], nonce: null });
      expect(await terminate({ leader, agent, nonce: null }, { graceMs: 100, force: false }, deaths)).toEqual(
        [],
      );
      await deaths.close();
      for (const member of members) expect(await check(member)).toBe("dead");
    },
  );

  test("ends an interactive shell, which ignores SIGTERM, before it comes to SIGKILL", async () => {
    const deaths = createDeathWatch();
    await using launches = testLaunches();
    const leader = await launches.start("a", {
      shell: "trap '' TERM; trap 'exit 4' HUP; echo ready; while :; do sleep 0.01; done",
    });
    const agent = await launches.agent("a");
    await until("the agent is ready", async () => (await launches.output("a")).includes("ready"));
    await terminate({ leader, agent, nonce: null }, { graceMs: 400, force: false }, deaths);
    await deaths.close();
    expect(await launches.exitCode("a")).toBe(4);
  });

  test("wakes a stopped agent, so that it can end by itself", async () => {
    const deaths = createDeathWatch();
    await using launches = testLaunches();
    const leader = await launches.start("a", {
      shell: "trap 'exit 6' TERM; echo ready; while :; do sleep 0.01; done",
    });
    const agent = await launches.agent("a");
    await until("the agent is ready", async () => (await launches.output("a")).includes("ready"));
    await signalProcess(agent, "SIGSTOP");
    await until("it is stopped", async () => (await psState(agent.pid)).startsWith("T"));
    await terminate({ leader, agent, nonce: null }, { graceMs: 5000, force: false }, deaths);
    await deaths.close();
    expect(await launches.exitCode("a")).toBe(6);
  });

  test("by force does not ask first", async () => {
    const deaths = createDeathWatch();
    await using launches = testLaunches();
    const leader = await launches.start("a", {
      shell: "trap 'echo asked' TERM; echo ready; while :; do sleep 0.01; done",
    });
    const agent = await launches.agent("a");
    await until("the agent is ready", async () => (await launches.output("a")).includes("ready"));
    expect(await terminate({ leader, agent, nonce: null }, { graceMs: 60_000, force: true }, deaths)).toEqual(
      [],
    );
    await deaths.close();
    expect(await launches.output("a")).toBe("ready\n");
    expect([await check(leader), await check(agent)]).toEqual(["dead", "dead"]);
  });

  test("ends what a TERM trap starts on its way out", async () => {
    const deaths = createDeathWatch();
    await using launches = testLaunches();
    const shell = "trap 'sleep 60 & echo $!; exit' TERM; echo ready; while :; do sleep 0.01; done";
    const leader = await launches.start("a", { shell }, { OVERSTORY_NONCE: "late" });
    const agent = await launches.agent("a");
    await until("the agent is ready", async () => (await launches.output("a")).includes("ready"));
    expect(await terminate({ leader, agent, nonce: "late" }, { graceMs: 200, force: false }, deaths)).toEqual(
      [],
    );
    await deaths.close();
    const late = Number((await launches.output("a")).trim().split("\n").at(-1));
    expect(late).toBeGreaterThan(1);
    await expect(identityOfPid(late)).rejects.toThrow("no process");
  });

  test("touches no one when the session is gone and its pids have passed to others", async () => {
    const deaths = createDeathWatch();
    await using child = await startChild();
    await using other = await startChild();
    const old = ({ identity: { pid, startTime } }: typeof child) => ({ pid, startTime: `${startTime}0` });
    const target = { leader: old(child), agent: old(other), nonce: "no-one" };
    expect(await terminate(target, { graceMs: 1000, force: true }, deaths)).toEqual([]);
    expect(
      await terminate({ leader: null, agent: null, nonce: null }, { graceMs: 1000, force: false }, deaths),
    ).toEqual([]);
    await deaths.close();
    expect([await check(child.identity), await check(other.identity)]).toEqual(["alive", "alive"]);
  });

  test("never ends the process it runs in, nor its ancestors, though they carry the nonce", async () => {
    await using launches = testLaunches();
    const modules = join(import.meta.dir, "../../src/process");
    const program = `
      const { terminate } = await import("${modules}/terminate.ts");
      const { createDeathWatch } = await import("${modules}/death-watch.ts");
      const { identify } = await import("${modules}/identity.ts");
      const deaths = createDeathWatch();
      const child = Bun.spawn(["sleep", "60"]);
      const who = async (pid) => (await identify(pid)).found;
      const target = { leader: await who(process.ppid), agent: await who(process.pid), nonce: "own" };
      const survivors = await terminate(target, { graceMs: 1000, force: true }, deaths);
      console.log(JSON.stringify({ survivors, child: (await child.exited, child.signalCode) }));
      await deaths.close();`;
    const file = join(launches.path, "inside.ts");
    await Bun.write(file, program);
    await launches.launch(
      "a",
      { shell: `${process.execPath} ${file}; echo parent lives` },
      { OVERSTORY_NONCE: "own" },
    );
    expect(await launches.exitCode("a")).toBe(0);
    expect(await launches.output("a")).toBe('{"survivors":[],"child":"SIGKILL"}\nparent lives\n');
  });
});
