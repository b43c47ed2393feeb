import { expect, test } from "bun:test";
import type { ProcessIdentity } from "../../src/domain/session.ts";
import { SessionProcesses } from "../../src/process/session-processes.ts";
import { signalProcess } from "../../src/process/signal.ts";
import { readProcessTable } from "../../src/process/table.ts";
import { until } from "../support/wait.ts";
import { identityOfPid, startChild } from "./child.ts";
import { type TestLaunches, testLaunches } from "./launching.ts";

const hasSetsid = Bun.which("setsid") !== null;

const printedPids = (launches: TestLaunches, id: string, count: number) =>
  until(`${count} pids`, async () => {
    const pids = (await launches.output(id)).split("\n").filter(Boolean).map(Number);
    return pids.length === count && pids;
  });

async function pidsOf(processes: SessionProcesses, nonce: string, known: ProcessIdentity[]) {
  const members = (await processes.look([{ nonce, known }])).get(nonce) ?? [];
  return members
    .filter(({ ended }) => !ended)
    .map(({ pid }) => pid)
    .toSorted((a, b) => a - b);
}

const sorted = (...pids: number[]) => pids.toSorted((a, b) => a - b);

test("tells apart the processes of sessions that run side by side", async () => {
  await using launches = testLaunches();
  const shell = "sh -c 'sleep 60 & echo $!; echo $$; wait' & wait";
  const known = new Map<string, ProcessIdentity[]>();
  for (const id of ["a", "b"]) {
    const leader = await launches.start(id, { shell });
    known.set(id, [leader, await launches.agent(id)]);
  }
  const printed = new Map([
    ["a", await printedPids(launches, "a", 2)],
    ["b", await printedPids(launches, "b", 2)],
  ]);
  const seeds = [...known].map(([nonce, identities]) => ({ nonce, known: identities }));
  const found = await new SessionProcesses().look(seeds);
  for (const { nonce, known } of seeds) {
    const pids = (found.get(nonce) ?? []).map(({ pid }) => pid).toSorted((a, b) => a - b);
    expect(pids).toEqual(sorted(...known.map(({ pid }) => pid), ...(printed.get(nonce) ?? [])));
  }
});

test.skipIf(!hasSetsid)(
  "finds by its nonce a child that left the session before the first look",
  async () => {
    await using launches = testLaunches();
    const shell = "(setsid sh -c 'echo $$; exec sleep 60' &); exec sleep 61";
    const leader = await launches.start("a", { shell }, { OVERSTORY_NONCE: "one" });
    const agent = await launches.agent("a");
    const [orphan = 0] = await printedPids(launches, "a", 1);
    const processes = new SessionProcesses();
    // It leaves a moment after it has told its pid.
    const all = sorted(leader.pid, agent.pid, orphan);
    await until("it is found", async () => Bun.deepEquals(await pidsOf(processes, "one", [leader]), all));
    expect(await pidsOf(new SessionProcesses(), "another", [])).toEqual([]);
  },
);

test.skipIf(!hasSetsid)(
  "keeps a child that it has seen when nothing ties it to the session any more",
  async () => {
    await using launches = testLaunches();
    // Its parent ends once the file "go" is there.
    const child = "setsid env -i sleep 60 & echo $!; until [ -e go ]; do sleep 0.02; done";
    const leader = await launches.start("a", { shell: `sh -c '${child}'; exec sleep 61` });
    const [orphan = 0] = await printedPids(launches, "a", 1);
    const processes = new SessionProcesses();
    expect(await pidsOf(processes, "one", [leader])).toContain(orphan);
    await Bun.write(`${launches.path}/go`, "");
    await until(
      "its parent has ended",
      async () => !(await pidsOf(new SessionProcesses(), "one", [leader])).includes(orphan),
    );
    expect(await pidsOf(processes, "one", [leader])).toContain(orphan);
  },
);

test("finds who stayed in the terminal session when launcher and parent are gone", async () => {
  await using launches = testLaunches();
  const leader = await launches.start("a", { shell: "(sleep 60 & echo $!); exec sleep 61" });
  const agent = await launches.agent("a");
  const [orphan = 0] = await printedPids(launches, "a", 1);
  await signalProcess(leader, "SIGKILL");
  // As a zombie it would still hold its pid, and so prove whose session this is.
  await until("the launcher is forgotten", async () => !(await readProcessTable()).has(leader.pid));
  expect(await pidsOf(new SessionProcesses(), "one", [leader, agent])).toEqual(sorted(agent.pid, orphan));
  expect(await pidsOf(new SessionProcesses(), "one", [leader])).toEqual([]);
});

test.skipIf(!hasSetsid)("finds an orphan in a terminal session that a descendant leads", async () => {
  await using launches = testLaunches();
  const shell = "setsid sh -c '(sleep 60 & echo $!); exec sleep 61' & wait";
  const leader = await launches.start("a", { shell });
  const [orphan = 0] = await printedPids(launches, "a", 1);
  const look = () => pidsOf(new SessionProcesses(), "one", [leader]);
  await until("its parent is gone, and it is found", async () => {
    const row = (await readProcessTable()).get(orphan);
    return row && row.ppid === 1 && (await look()).includes(orphan);
  });
});

test("finds no one by a known process whose pid has passed to another", async () => {
  await using child = await startChild();
  const { pid, startTime } = child.identity;
  const processes = new SessionProcesses();
  expect(await pidsOf(processes, "one", [{ pid, startTime: `${startTime}0` }])).toEqual([]);
  expect(await pidsOf(processes, "one", [child.identity])).toEqual([pid]);
});

test("never counts this process, nor what it has started", async () => {
  await using child = await startChild();
  const us = await identityOfPid(process.pid);
  expect(await pidsOf(new SessionProcesses(), "one", [us])).toEqual([]);
  expect(await pidsOf(new SessionProcesses(), "one", [us, child.identity])).toEqual([child.identity.pid]);
});
