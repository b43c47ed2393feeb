import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionView } from "../../src/api/contract/session.ts";
import { agentSpool } from "../../src/paths.ts";
import { hookLine } from "../../src/runtimes/hook-line.ts";
import { TestProject } from "../support/daemon.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";
import { median, race, report, timed, whole } from "./report.ts";
import { inWorkplace } from "./workplace.ts";

const ROUNDS = 200;
/** Of one session each. */
const AGENTS = 4;
const CALLERS = 64;
const CALLS = 20;
const STORMS = 3;

/** What a call of a hook costs, and whether a storm of them is taken in whole. */
export async function benchHooks(): Promise<void> {
  await benchCall();
  await benchStorm();
}

/** As long as what Claude Code gives for a command. */
const payload = (caller: number, call: number) =>
  JSON.stringify({
    session_id: "0b1cf4a2-9c9c-4c3e-9a55-6a2f5a3c1d11",
    transcript_path: "/home/agent/.claude/projects/-work-project/0b1cf4a2-9c9c-4c3e-9a55-6a2f5a3c1d11.jsonl",
    cwd: "/work/project",
    hook_event_name: "PostToolUse",
    tool_name: "Bash",
    tool_input: { command: `${caller} ${call}`, description: "x".repeat(100) },
    tool_response: { stdout: "line\n".repeat(100), stderr: "", interrupted: false },
    tool_use_id: `toolu_${caller}_${call}`,
    duration_ms: 12,
  });

async function benchCall(): Promise<void> {
  using folder = tempFolder();
  const stdin = Buffer.from(payload(0, 0));
  const cpu = new Map<string, number[]>();
  const run =
    (name: string, ...lines: string[]) =>
    () =>
      timed(() => {
        const used = lines.map(
          (line) => Bun.spawnSync(["sh", "-c", line], { stdin }).resourceUsage.cpuTime.total,
        );
        cpu.set(name, [...(cpu.get(name) ?? []), used.reduce((sum, one) => sum + Number(one), 0) / 1000]);
      });
  const line = (event: string, tells: boolean) => hookLine(folder.path, event, tells);
  const contenders = [
    ["sh -c :", run("sh -c :", ":")],
    ["a hook", run("a hook", line("PostToolUse", false))],
    [
      "a hook that hands notices over, with none",
      run("a hook that hands notices over, with none", line("PostToolUse", true)),
    ],
    [
      "a tool call: before and after it",
      run("a tool call: before and after it", line("PreToolUse", true), line("PostToolUse", true)),
    ],
  ] as const;
  const times = await race(
    ROUNDS,
    contenders.map(([, work]) => work),
  );
  const [floor = 1] = times;
  report(
    "hooks, one at a time, as whole processes (goals: ≤ 2 ms, and ≤ 6 ms and ≤ 6 ms CPU a tool call)",
    contenders.map(([what], index) => ({
      what,
      ms: (times[index] ?? 0).toFixed(2),
      "CPU, ms": median(cpu.get(what) ?? []).toFixed(2),
      "to sh -c :": ((times[index] ?? 0) / floor).toFixed(2),
    })),
  );
}

async function benchStorm(): Promise<void> {
  using folder = tempFolder();
  const agent = join(folder.path, "agent");
  writeFileSync(agent, "#!/bin/sh\nexec sleep 1000000\n");
  chmodSync(agent, 0o755);
  const config = { runtimes: { still: { like: "claude", command: agent } } };
  await using project = await TestProject.start({ config: `export default ${JSON.stringify(config)};` });
  const sessions = await startAgents(project);
  const spools = sessions.map(({ id }) => agentSpool(project.paths, id));
  for (const spool of spools) await call(hookLine(spool, "SessionStart"), "{}");
  const inputs = join(folder.path, "inputs");
  writeInputs(inputs);
  const rates: Record<string, number[]> = { floor: [], called: [], taken: [] };
  for (let storm = 1; storm <= STORMS; storm++) {
    rates.floor?.push(await rate(() => storms(inputs, () => ":")));
    const start = performance.now();
    rates.called?.push(
      await rate(() => storms(inputs, (n) => hookLine(spools[n % AGENTS] ?? "", "PostToolUse"))),
    );
    await until(
      "all are taken in",
      async () => (await heard(project)).length >= storm * CALLERS * CALLS,
      120_000,
    );
    rates.taken?.push((CALLERS * CALLS * 1000) / (performance.now() - start));
  }
  const all = await heard(project);
  const isInOrder = Array.from({ length: CALLERS }, (_, caller) => orderOf(all, caller)).every(Boolean);
  const row = (what: string, values: number[] = []) => ({ what, "a second": whole(median(values)) });
  report(`storm: ${CALLERS} callers × ${CALLS} hooks of ${AGENTS} agents (goal: ≥ 700 a second, none lost)`, [
    row("sh -c :", rates.floor),
    row("hooks called", rates.called),
    row("hooks called and taken in", rates.taken),
    { what: "lost", "a second": STORMS * CALLERS * CALLS - all.length },
    { what: "each caller's in order", "a second": isInOrder ? "yes" : "NO" },
  ]);
}

async function startAgents(project: TestProject): Promise<SessionView[]> {
  const tasks = Array.from({ length: AGENTS }, (_, index) => ({
    id: `t${index}`,
    prompt: "wait",
    runtime: "still",
  }));
  await project.run({ goal: "hooks", tasks }, { maxAgents: AGENTS });
  return until(
    "the agents run",
    async () => {
      const sessions = (await project.client.sessions(false)).filter(({ pid }) => pid !== null);
      return sessions.length === AGENTS && sessions;
    },
    60_000,
  );
}

/** One file for each call: what it gets on its stdin. */
function writeInputs(folder: string): void {
  mkdirSync(folder);
  for (let caller = 0; caller < CALLERS; caller++)
    for (let index = 0; index < CALLS; index++)
      writeFileSync(join(folder, `${caller}-${index}`), payload(caller, index));
}

/** All callers at once, each of which makes its calls one after the other, as a process of its own each. */
async function storms(inputs: string, lineOf: (caller: number) => string): Promise<void> {
  const callers = Array.from({ length: CALLERS }, (_, caller) => {
    const env = { ...process.env, LINE: lineOf(caller), INPUT: join(inputs, String(caller)) };
    const loop = `n=0; while [ $n -lt ${CALLS} ]; do sh -c "$LINE" <"$INPUT-$n"; n=$((n+1)); done`;
    return Bun.spawn(["sh", "-c", loop], { env }).exited;
  });
  await Promise.all(callers);
}

const rate = async (work: () => Promise<void>): Promise<number> =>
  (CALLERS * CALLS * 1000) / (await timed(work));

const call = (line: string, input: string) =>
  Bun.spawn(["sh", "-c", line], { stdin: Buffer.from(input) }).exited;

/** What was called, `CALLER CALL`, in the order in which it was taken in. */
async function heard(project: TestProject): Promise<string[]> {
  const found: string[] = [];
  for (let after = 0; ; ) {
    const events = await project.client.events({ after, limit: 1000 });
    found.push(
      ...events.filter(({ kind }) => kind === "session.activity").map(({ data }) => String(data.text)),
    );
    const last = events.at(-1);
    if (!last) return found.flatMap((text) => /^Bash: (\d+ \d+)$/.exec(text)?.[1] ?? []);
    after = last.id;
  }
}

/** Whether the calls of that caller came one after the other in each storm. */
function orderOf(all: readonly string[], caller: number): boolean {
  const calls = all.filter((one) => one.startsWith(`${caller} `)).map((one) => Number(one.split(" ")[1]));
  return calls.length === STORMS * CALLS && calls.every((number, index) => number === index % CALLS);
}

if (import.meta.main) await inWorkplace(benchHooks);
