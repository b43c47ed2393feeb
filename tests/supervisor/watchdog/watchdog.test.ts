import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SessionView } from "../../../src/api/contract/session.ts";
import type { WhyView } from "../../../src/api/contract/watchdog.ts";
import { TestProject } from "../../support/daemon.ts";
import { processesNaming } from "../../support/processes.ts";
import { until } from "../../support/wait.ts";

const STALE_MS = 2500;

/** One agent of each kind that is hard to tell from another, in one project. */
const AGENTS = {
  sleeps: "echo half done > note.txt; echo begun; exec sleep 7001",
  computes: "while :; do :; done",
  asks: "printf 'Overwrite? [y/N] '; read answer; echo $answer > answer.txt; git add . && git commit -qm answer",
  pauses: "while :; do :; done",
  "fills-the-screen": "printf '\\033[?1049h\\033[H edit me'; exec sleep 7002",
  "forks-away": "setsid sleep 7003 & exit 0",
  "ignores-signals": "trap '' TERM HUP INT; while :; do sleep 7004; done",
  writes: "while :; do date > now.txt; sleep 0.3; done",
} as const;
type Agent = keyof typeof AGENTS;

let project: TestProject;

beforeAll(async () => {
  project = await TestProject.start({
    config: `export default {
      stopGrace: "300ms",
      watchdog: { stale: "${STALE_MS / 1000}s", interval: "1s", boot: "20s" },
      alerts: { sinks: [] },
    };`,
  });
  const tasks = Object.entries(AGENTS).map(([id, command]) => ({ id, command, restart: "temporary" }));
  await project.run({ goal: "one of each", maxAgents: 20, tasks });
}, 30_000);

afterAll(() => project[Symbol.asyncDispose](), 30_000);

const session = async (name: Agent): Promise<SessionView> => {
  const found = (await project.client.sessions(true)).find((one) => one.name === name);
  if (!found) throw new Error(`there is no session ${name}`);
  return found;
};

/** Waits until the watchdog says so of an agent, and answers all that it says. */
const judged = (name: Agent, verdict: WhyView["verdict"]) =>
  until(
    `${name} is ${verdict}`,
    async () => {
      const why = await project.client.why(name).catch(() => undefined);
      return why?.verdict === verdict ? why : undefined;
    },
    30_000,
  );

const ended = (name: Agent) =>
  until(
    `${name} has ended`,
    async () => {
      const one = await session(name).catch(() => undefined);
      return one?.endedAt ? one : undefined;
    },
    40_000,
  );

describe("an agent that", () => {
  test("does nothing is stalled, climbs the ladder step by step, and is ended with its work saved", async () => {
    const why = await judged("sleeps", "stalled");
    expect(why.reason).toMatch(/^nothing has moved for \d+s$/);
    expect(why.next?.what).toBeString();
    const { state, key, reason } = await ended("sleeps");
    expect({ state, reason }).toEqual({
      state: "zombie",
      reason: expect.stringMatching(
        /^ended by the watchdog because nothing moved; saved as refs\/overstory\/wip\//,
      ),
    });
    const events = await project.client.events({ session: key, limit: 1000 });
    const steps = events.filter(({ kind }) => kind === "session.escalated").map(({ data }) => data.step);
    expect(steps).toEqual(["warn", "nudge", "escalate", "terminate"]);
    expect(events.map(({ kind }) => kind)).toContain("session.wip_saved");
    const ref = /refs\/overstory\/wip\/\S+/.exec(reason ?? "")?.[0];
    expect(project.repository.git("show", `${ref}:note.txt`)).toBe("half done");
  }, 60_000);

  test("computes in silence for longer than the stale time is busy and lives", async () => {
    const why = await judged("computes", "busy_quiet");
    expect(why.rule).toBe("quiet_work");
    await ended("sleeps"); // which is longer than silence is permitted
    const { state, escalationLevel } = await session("computes");
    expect({ state, escalationLevel }).toEqual({ state: "working", escalationLevel: 0 });
    expect((await project.client.why("computes")).history.filter(({ kind }) => kind === "step")).toEqual([]);
  }, 60_000);

  test("asks at its terminal waits for a person, and goes on with the answer", async () => {
    await judged("asks", "waiting");
    const waiting = await until("the attention is set", async () => {
      const one = await session("asks");
      return one.attention ? one : undefined;
    });
    expect(waiting).toMatchObject({ attention: "question", state: "working", escalationLevel: 0 });
    await project.client.messages.answer("asks", { text: "y" });
    expect(await ended("asks")).toMatchObject({ state: "completed", outcome: "success", attention: null });
  }, 60_000);

  test("was stopped by a signal waits, and works on when it is continued", async () => {
    await judged("pauses", "busy_quiet");
    const { pid } = await session("pauses");
    if (pid === null) throw new Error("it has no process");
    process.kill(pid, "SIGSTOP");
    expect(await judged("pauses", "waiting")).toMatchObject({ rule: "process_stopped" });
    await until("its attention says so", async () => (await session("pauses")).attention === "paused");
    expect((await session("pauses")).state).toBe("working");
    process.kill(pid, "SIGCONT");
    await judged("pauses", "busy_quiet");
    await until("it waits no more", async () => (await session("pauses")).attention === null);
  }, 60_000);

  test("shows a full screen and stands still waits for a person", async () => {
    expect(await judged("fills-the-screen", "waiting")).toMatchObject({
      rule: "screen_asks",
      screen: "full_screen",
    });
  }, 60_000);

  test("forks away has ended, and leaves nothing behind", async () => {
    expect(await ended("forks-away")).toMatchObject({ state: "completed", exitCode: 0 });
    await until("its child is gone", async () =>
      (await processesNaming("7003")).every(({ command }) => !command.startsWith("sleep 7003")),
    );
  }, 60_000);

  test("ignores polite signals is ended firmly", async () => {
    expect(await ended("ignores-signals")).toMatchObject({ state: "zombie", stopCause: "stalled" });
  }, 60_000);

  test("only writes files is working", async () => {
    await ended("sleeps");
    const { state, escalationLevel } = await session("writes");
    expect({ state, escalationLevel }).toEqual({ state: "working", escalationLevel: 0 });
  }, 60_000);
});

test("a nudge and the screen are recorded in why, and what is not known is not invented", async () => {
  const why = await project.client.why("sleeps");
  expect(why).toMatchObject({ verdict: null, next: null });
  expect(why.history.filter(({ kind }) => kind === "step").map(({ level }) => level)).toEqual([0, 1, 2, 3]);
});
