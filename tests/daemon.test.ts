import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Client } from "../src/api/client.ts";
import { findProject } from "../src/find-project.ts";
import { TestProject } from "./support/daemon.ts";
import { processesNaming } from "./support/processes.ts";
import { testRepository } from "./support/repository.ts";
import { until } from "./support/wait.ts";

const MAIN = join(import.meta.dir, "../src/main.ts");
const DAEMON = join(import.meta.dir, "../src/daemon.ts");

function overstory(cwd: string, ...args: string[]) {
  return Bun.spawn([process.execPath, MAIN, ...args], {
    cwd,
    stdout: "pipe",
    stderr: "pipe",
    stdin: "ignore",
  });
}

test("ten commands at the same instant start one daemon and get ten right answers", async () => {
  using repository = testRepository();
  const children = Array.from({ length: 10 }, () => overstory(repository.path, "status", "--json"));
  const answers = await Promise.all(
    children.map(async (child) => {
      const text = await child.stdout.text();
      expect({ code: await child.exited, errors: await child.stderr.text() }).toEqual({
        code: 0,
        errors: "",
      });
      return JSON.parse(text).status;
    }),
  );
  expect(new Set(answers.map(({ daemon }) => daemon.instance)).size).toBe(1);
  expect(answers.every(({ project }) => project.root === repository.path)).toBe(true);
  await until("the losers have gone", async () => (await processesNaming(repository.path)).length === 1);
  expect(await overstory(repository.path, "daemon", "stop").exited).toBe(0);
  expect(await processesNaming(repository.path)).toEqual([]);
});

test("a second daemon is not needed: it says so, exits with 0 and leaves the first its socket", async () => {
  await using project = await TestProject.start();
  const second = Bun.spawn([process.execPath, DAEMON, "--project", project.repository.path], {
    stderr: "pipe",
  });
  expect(await second.exited).toBe(0);
  expect(await second.stderr.text()).toContain("not needed: another process has");
  expect((await project.client.daemon()).pid).toBe(project.daemonPid);
});

test("a database that cannot be used is told in one line with the remedy, without a stack", async () => {
  using repository = testRepository();
  const paths = findProject(repository.path);
  mkdirSync(paths.state, { recursive: true, mode: 0o700 });
  writeFileSync(paths.database, "this is not a database, and longer than the header of one would have to be");
  const command = overstory(repository.path, "status");
  expect(await command.exited).toBe(1);
  const errors = await command.stderr.text();
  expect(errors).toContain("file is not a database; nothing was changed; move the file away");
  expect(errors).not.toContain("    at ");
});

test("the socket and everything beside it are the owner's alone", async () => {
  await using project = await TestProject.start();
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect(mode(project.paths.socket)).toBe("600");
  expect(mode(project.paths.state)).toBe("700");
  expect(mode(project.paths.daemonIdentity)).toBe("600");
});

test("a project whose path is too long for a socket gets a short one elsewhere", async () => {
  await using project = await TestProject.start({ name: "x".repeat(120) });
  expect(project.paths.socket.length).toBeLessThan(104);
  expect(dirname(project.paths.socket)).not.toBe(project.paths.state);
  const { key } = await project.run({ tasks: [{ id: "a", command: "true" }] });
  expect((await project.runEnded(key)).status).toBe("completed");
});

test("a database that is damaged, foreign or empty stops the start with the remedy, and is left as it is", async () => {
  for (const content of ["this is no database at all, but a text of some length\n".repeat(100), ""]) {
    using repository = testRepository();
    const { database, state } = findProject(repository.path);
    mkdirSync(state);
    writeFileSync(database, content);
    const daemon = Bun.spawn([process.execPath, DAEMON, "--project", repository.path], { stderr: "pipe" });
    expect(await daemon.exited).toBe(1);
    expect(await daemon.stderr.text()).toContain("cannot be");
    expect(readFileSync(database, "utf8")).toBe(content);
    const command = overstory(repository.path, "status");
    expect(await command.exited).toBe(1);
    expect(await command.stderr.text()).toMatch(/overstory\.db cannot be/);
  }
});

test("a daemon whose database file is moved away stops instead of writing into nothing", async () => {
  await using project = await TestProject.start();
  renameSync(project.paths.database, `${project.paths.database}.moved`);
  await until(
    "the daemon stops",
    async () => (await processesNaming(`--project ${project.repository.path}`)).length === 0,
    15_000,
  );
  expect(await project.log()).toContain("the database file was replaced");
}, 20_000);

test("the feed goes on from a cursor, each event once, and says when nothing is new", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: "true" }] });
  await project.runEnded(key);
  const all = await project.events();
  const stop = new AbortController();
  const seen: number[] = [];
  for await (const { id } of project.client.follow({ after: all[2]?.id ?? 0 }, stop.signal)) {
    seen.push(id);
    if (id === all.at(-1)?.id) stop.abort();
  }
  // What is told after the run's end (its alert) may be among the last.
  expect(seen.slice(0, all.length - 3)).toEqual(all.slice(3).map(({ id }) => id));
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});

test("the same request sent twice answers with the same run", async () => {
  await using project = await TestProject.start();
  const request = { plan: { tasks: [{ id: "a", command: "true" }] }, source: "plan", requestId: "once" };
  const [first, second] = await Promise.all([
    project.client.startRun(request),
    project.client.startRun(request),
  ]);
  expect(second.id).toBe(first.id);
  expect(await project.client.runs()).toHaveLength(1);
});

test("nonsense on the socket is answered with an error, and the daemon goes on", async () => {
  await using project = await TestProject.start();
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`http://x${path}`, { ...init, unix: project.paths.socket });
  for (const [path, init, status] of [
    ["/nowhere", {}, 404],
    ["/runs", { method: "POST", body: "{" }, 400],
    ["/runs", { method: "POST", body: "{}" }, 400],
    ["/runs/%00", {}, 404],
    ["/events?after=soon", {}, 400],
    ["/sessions/SESSION-001/stop", { method: "POST", body: '{"force":"yes"}' }, 400],
  ] as const) {
    const response = await send(path, init);
    expect({ path, status: response.status }).toEqual({ path, status });
    expect(await response.json()).toMatchObject({
      error: { code: expect.any(String), message: expect.any(String) },
    });
  }
  expect((await project.client.daemon()).pid).toBe(project.daemonPid);
});

const HOSTILE = ["; rm -rf x", "$(id)", "-t", "../x", "", "x".repeat(300), "a\nb", "🙂", "%5", "=main:"];

test("hostile task ids are refused by name, and nothing is started", async () => {
  await using project = await TestProject.start();
  for (const id of HOSTILE) {
    const refused = await project.run({ tasks: [{ id, command: "true" }] }).catch((error) => error);
    expect(refused).toMatchObject({ code: "usage", message: expect.stringContaining("tasks[0].id") });
  }
  expect(await project.client.runs()).toEqual([]);
  expect(project.repository.git("branch", "--format=%(refname:short)")).toBe("main");
});

test("hostile branch names and revisions are refused or taken to the letter", async () => {
  await using project = await TestProject.start();
  const plan = { tasks: [{ id: "a", command: "true" }] };
  for (const text of HOSTILE) {
    const into = await project.run(plan, { into: text }).catch((error) => error);
    if (into instanceof Error) expect(into.message).toMatch(/branch|into/);
    const base = await project.run(plan, { base: text }).catch((error) => error);
    expect(base).toBeInstanceOf(Error);
  }
  for (const { key } of await project.client.runs()) await project.runEnded(key);
  const branches = project.repository.git("for-each-ref", "--format=%(refname)").split("\n");
  expect(
    branches
      .filter((ref) => !ref.startsWith("refs/heads/overstory/") && ref !== "refs/heads/main")
      .every((ref) => HOSTILE.some((text) => ref === `refs/heads/${text}`)),
  ).toBe(true);
});

test("hostile prompts, titles and goals reach the agent and the status to the letter", async () => {
  await using project = await TestProject.start();
  const out = project.repository.folder;
  const texts = HOSTILE.filter((text) => text !== "");
  const { key } = await project.run({
    goal: "$(touch goal) #{pid} %H",
    tasks: texts.map((text, n) => ({
      id: `t${n}`,
      title: text,
      prompt: text,
      command: `printf '%s' "$OVERSTORY_PROMPT$OVERSTORY_TASK_TITLE" > ${out}/out-${n}`,
    })),
  });
  const run = await project.runEnded(key);
  expect(run).toMatchObject({ status: "completed", goal: "$(touch goal) #{pid} %H" });
  for (const [n, text] of texts.entries()) {
    expect(readFileSync(`${out}/out-${n}`, "utf8")).toBe(text + text);
    expect(run.tasks[n]?.title).toBe(text);
  }
  expect(existsSync(join(project.repository.path, "goal"))).toBe(false);
});

test("secrets of the daemon's environment do not reach agents, tmux, the database or the log", async () => {
  const secret = `canary-${crypto.randomUUID()}`;
  process.env.SOME_API_KEY = secret;
  try {
    await using project = await TestProject.start();
    const { key } = await project.run({ tasks: [{ id: "a", command: "env; sleep 1000" }] });
    const session = await project.agentRuns(key, "a");
    const log = join(session.logFolder, "output.log");
    await until(
      "the agent has printed its environment",
      async () => existsSync(log) && readFileSync(log, "utf8").includes("OVERSTORY_TASK=a"),
    );
    expect(readFileSync(log, "utf8")).not.toContain(secret);
    expect(project.tmux("show-environment", "-g")).not.toContain(secret);
    expect(readFileSync(project.paths.database).includes(secret)).toBe(false);
    expect(readFileSync(`${project.paths.database}-wal`).includes(secret)).toBe(false);
    const inArguments = (await processesNaming(secret)).filter(({ command }) => command.includes(secret));
    expect(inArguments).toEqual([]);
  } finally {
    delete process.env.SOME_API_KEY;
  }
});

test("a client learns that nothing answers, with the remedy", async () => {
  using repository = testRepository();
  const client = new Client(findProject(repository.path).socket);
  expect(client.status()).rejects.toMatchObject({
    code: "daemon_unavailable",
    hint: "overstory daemon status",
  });
});
