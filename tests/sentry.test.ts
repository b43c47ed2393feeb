import { expect, test } from "bun:test";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "../src/find-project.ts";
import { makeOwnFolder } from "../src/own-folder.ts";
import { testRepository } from "./support/repository.ts";

const SENTRY = join(import.meta.dir, "../src/sentry.ts");

/** A project whose daemon touched its heartbeat that long ago; its sinks are files. */
function project(sinks: readonly string[]) {
  const repository = testRepository();
  const paths = findProject(repository.path);
  makeOwnFolder(paths.state);
  const heartbeat = (ageMs: number) => {
    const at = (Date.now() - ageMs) / 1000;
    writeFileSync(paths.heartbeat, "{}");
    utimesSync(paths.heartbeat, at, at);
  };
  const write = (text: string) => repository.write("overstory.config.ts", text);
  const entries = sinks.map((command, n) => ({ type: "command", name: `sink-${n}`, command }));
  write(`export default { alerts: { sinks: ${JSON.stringify(entries)} } };`);
  const start = (patience: string) =>
    Bun.spawn([process.execPath, SENTRY, "--project", repository.path, "--patience", patience], {
      stderr: "pipe",
      stdout: "ignore",
    });
  return {
    paths,
    heartbeat,
    write,
    start,
    look: async (patience = "0s") => {
      const child = start(patience);
      return { log: await child.stderr.text(), exitCode: await child.exited };
    },
    [Symbol.dispose]: () => repository[Symbol.dispose](),
  };
}

const told = (file: string) =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];

test("a daemon that is missed is told once, by each sink as soon as that accepts it, and again in the next incident", async () => {
  using temp = testRepository();
  const [good, late, open] = ["good", "late", "open"].map((name) => join(temp.folder, name));
  using it = project([`cat >> ${good}; echo >> ${good}`, `test -e ${open} && cat >> ${late}`]);
  it.heartbeat(61_000);
  expect((await it.look()).exitCode).toBe(1);
  expect([told(good ?? ""), told(late ?? "")]).toMatchObject([
    [{ project: "repo", alert: { kind: "daemon_down", severity: "critical", news: "raised" } }],
    [],
  ]);
  expect(told(good ?? "")[0].alert.message).toBe(
    `the daemon of ${it.paths.root} has given no sign of life for 1m 01s: its process is gone`,
  );
  writeFileSync(open ?? "", "");
  for (const _ of [1, 2]) expect((await it.look()).exitCode).toBe(1);
  expect([told(good ?? "").length, told(late ?? "").length]).toEqual([1, 1]);
  it.heartbeat(0);
  expect((await it.look()).exitCode).toBe(0);
  it.heartbeat(3_600_000);
  expect((await it.look()).exitCode).toBe(1);
  expect(told(good ?? "")).toHaveLength(2);
});

test("a daemon that touched its heartbeat within a minute, or was stopped, is well", async () => {
  using it = project(["exit 1"]);
  expect(await it.look()).toEqual({ exitCode: 0, log: "" });
  it.heartbeat(50_000);
  expect(await it.look()).toEqual({ exitCode: 0, log: "" });
});

test("a daemon that shows itself after a sleep of the machine is not missed", async () => {
  using it = project(["exit 1"]);
  it.heartbeat(3_600_000);
  const child = it.start("20s");
  const log = child.stderr.getReader();
  expect(new TextDecoder().decode((await log.read()).value)).toContain("no sign of life since");
  it.heartbeat(0);
  expect(await child.exited).toBe(0);
});

test("a faulty configuration does not silence it: it is named, and the default channels are tried", async () => {
  using it = project([]);
  it.write("export default { alerts: 5 };");
  it.heartbeat(90_000);
  const { exitCode, log } = await it.look();
  expect(exitCode).toBe(1);
  expect(log).toContain("its configuration is faulty");
  expect(log).toContain("tmux: not told: tmux does not answer (tmux)");
});
