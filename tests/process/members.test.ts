import { describe, expect, test } from "bun:test";
import { check } from "../../src/process/identity.ts";
import { findMembers } from "../../src/process/members.ts";
import { signalProcess } from "../../src/process/signal.ts";
import { readProcessTable } from "../../src/process/table.ts";
import { until } from "../support/wait.ts";
import { identityOfPid, startChild } from "./child.ts";
import { testLaunches } from "./launching.ts";

const hasSetsid = Bun.which("setsid") !== null;

/** The pids that a command printed, one a line, once there are `count` of them. */
const printedPids = (output: () => Promise<string>, count: number) =>
  until(`${count} pids`, async () => {
    const pids = (await output()).split("\n").filter(Boolean).map(Number);
    return pids.length === count && pids;
  });

const pidsOf = (identities: { pid: number }[]) => identities.map(({ pid }) => pid).toSorted((a, b) => a - b);
const sorted = (...pids: number[]) => pids.toSorted((a, b) => a - b);

describe("findMembers", () => {
  test("finds the launcher, the agent and all descendants", async () => {
    await using launches = testLaunches();
    const shell = "sleep 60 & echo $!; sh -c 'sleep 61 & echo $!; echo $$; wait' & wait";
    const leader = await launches.start("a", { shell });
    const agent = await launches.agent("a");
    const printed = await printedPids(() => launches.output("a"), 3);
    const members = await findMembers({ known: [leader], nonce: null });
    expect(pidsOf(members)).toEqual(sorted(leader.pid, agent.pid, ...printed));
    for (const member of members) expect(await check(member)).toBe("alive");
  });

  test("finds who stayed in the terminal session when launcher and parent are gone", async () => {
    await using launches = testLaunches();
    const leader = await launches.start("a", { shell: "(sleep 60 & echo $!); exec sleep 61" });
    const agent = await launches.agent("a");
    const [orphan = 0] = await printedPids(() => launches.output("a"), 1);
    await signalProcess(leader, "SIGKILL");
    // As a zombie it would still hold its pid, and so prove whose session this is.
    await until("the launcher is forgotten", async () => !(await readProcessTable()).has(leader.pid));
    expect(pidsOf(await findMembers({ known: [leader, agent], nonce: null }))).toEqual(
      sorted(agent.pid, orphan),
    );
    expect(await findMembers({ known: [leader], nonce: null })).toEqual([]);
  });

  test.skipIf(!hasSetsid)("finds an orphan in a session that a descendant leads", async () => {
    await using launches = testLaunches();
    const leader = await launches.start("a", {
      shell: "setsid sh -c '(sleep 60 & echo $!); exec sleep 61' & wait",
    });
    const agent = await launches.agent("a");
    const [orphan = 0] = await printedPids(() => launches.output("a"), 1);
    const members = await findMembers({ known: [leader], nonce: null });
    expect(pidsOf(members)).toEqual(expect.arrayContaining([leader.pid, agent.pid, orphan]));
    expect(members).toHaveLength(4);
  });

  test.skipIf(!hasSetsid)("finds by the nonce who left the session and whose parents are gone", async () => {
    await using launches = testLaunches();
    const shell = "(setsid sh -c 'echo $$; exec sleep 60' &) ; exit 0";
    await launches.launch("a", { shell }, { OVERSTORY_NONCE: "nonce-1" });
    const [orphan = 0] = await printedPids(() => launches.output("a"), 1);
    await launches.exitCode("a");
    const marked = () => findMembers({ known: [], nonce: "nonce-1" });
    await until("only the orphan is left", async () => (await marked()).length === 1);
    const found = await marked();
    expect(pidsOf(found)).toEqual([orphan]);
    for (const nonce of ["nonce-", "nonce-11", "", null])
      expect(await findMembers({ known: [], nonce })).toEqual([]);
    for (const member of found) await signalProcess(member, "SIGKILL");
  });

  test("finds no one by a known process whose pid has passed to another", async () => {
    await using child = await startChild(["sh", "-c", "sleep 60 & wait"]);
    const { pid, startTime } = child.identity;
    expect(await findMembers({ known: [{ pid, startTime: `${startTime}0` }], nonce: null })).toEqual([]);
    const members = await until("its child runs", async () => {
      const found = await findMembers({ known: [child.identity], nonce: null });
      return found.length === 2 && found;
    });
    for (const member of members) if (member.pid !== pid) await signalProcess(member, "SIGKILL");
  });

  test("never answers this process or its ancestors, nor reaches others through them", async () => {
    await using child = await startChild();
    const known = await Promise.all([process.pid, process.ppid, 1].map(identityOfPid));
    const pids = pidsOf(await findMembers({ known, nonce: null }));
    for (const { pid } of [...known, child.identity]) expect(pids).not.toContain(pid);
  });
});
