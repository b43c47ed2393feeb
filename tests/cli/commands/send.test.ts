import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { TestProject } from "../../support/daemon.ts";
import { until } from "../../support/wait.ts";
import { overstory, overstoryIn } from "../support/cli.ts";

let project: TestProject;
let run: string;
const place = () => project.repository.path;
const fileOf = (name: string) => join(project.repository.folder, name);

/** Reads lines, and keeps each in a file. */
const reads = (name: string) => `while IFS= read -r line; do printf '%s\\n' "$line" >> ${fileOf(name)}; done`;
const heard = async (name: string): Promise<string> =>
  (await Bun.file(fileOf(name)).exists()) ? Bun.file(fileOf(name)).text() : "";

beforeAll(async () => {
  project = await TestProject.start();
  ({ key: run } = await project.run({
    tasks: [
      { id: "listener", command: reads("listener") },
      { id: "asker", command: `printf 'Overwrite it? [y/N] '; ${reads("asker")}` },
    ],
  }));
  await project.agentRuns(run, "listener");
  await project.agentRuns(run, "asker");
}, 30_000);
afterAll(() => project[Symbol.asyncDispose]());

test("a message is on its way when send says so, to the letter, and is listed", async () => {
  const text = `it's "$(id)"; rm -rf x # %5 ünï 🙂`;
  const sent = await overstoryIn({ cwd: place(), stdin: `${text}\n` }, "send", "listener", "-");
  expect(sent).toMatchObject({ exitCode: 0, stderr: "" });
  expect(sent.stdout).toMatch(/^MESSAGE-\d+ submitted to SESSION-\d+\n$/);
  await until("it is heard", async () => (await heard("listener")) === `${text}\n`);
  const listed = await overstory(place(), "messages", "listener");
  expect(listed.stdout).toContain(`submitted  it's "$(id)"; rm -rf x`);
});

test("--json answers with the receipt, and what is not typed of it is told", async () => {
  const { stdout, stderr, exitCode } = await overstory(place(), "send", "listener", "a\u0003b", "--json");
  const { message } = JSON.parse(stdout);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "1 control character of it is not typed\n" });
  expect(message).toMatchObject({
    state: "submitted",
    settled: true,
    best: "submitted",
    leftOut: 1,
    lines: 1,
  });
});

test("what cannot be proven cannot be waited for", async () => {
  const { exitCode, stderr } = await overstory(place(), "send", "listener", "go on", "--wait", "seen");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("wait: nothing proves that a shell agent has seen a message");
});

test("a message to a screen that asks is not typed, and send ends with 1 and the reason", async () => {
  const asks = await until("it asks", async () =>
    (await project.client.messages.question("asker")).screen === "dialog" ? true : undefined,
  );
  expect(asks).toBeTrue();
  const sent = await overstory(place(), "send", "asker", "use the existing parser", "--timeout", "1s");
  expect(sent.exitCode).toBe(1);
  expect(sent.stderr).toContain("waits: the screen of");
  expect(sent.stdout).toMatch(/^MESSAGE-\d+ not delivered to (SESSION-\d+): the screen of \1 asks something/);
  expect(await heard("asker")).toBe("");
});

test("answer shows what is asked, and answers it", async () => {
  const shown = await overstory(place(), "answer", "asker");
  expect(shown).toMatchObject({ exitCode: 0 });
  expect(shown.stdout).toMatch(
    /waits for an answer[\s\S]*overstory answer SESSION-\d+ TEXT --question \w{8}/,
  );
  const other = await overstory(place(), "answer", "asker", "y", "--question", "00000000");
  expect(other).toMatchObject({ exitCode: 1, stdout: "" });
  expect(other.stderr).toContain("asks something else now");
  const allow = await overstory(place(), "answer", "asker", "allow");
  expect(allow).toMatchObject({ exitCode: 1, stdout: "" });
  expect(allow.stderr).toContain("it is not understood well enough to be answered from outside");
  expect(await overstory(place(), "answer", "asker", "y")).toMatchObject({ exitCode: 0 });
  await until("it is heard", async () => (await heard("asker")) === "y\n");
  expect((await overstory(place(), "answer", "asker")).stdout).toContain("asks nothing");
});

test("an answer and an option, and an option that is no number, are refused", async () => {
  expect(await overstory(place(), "answer", "asker", "y", "--option", "1")).toMatchObject({ exitCode: 2 });
  expect((await overstory(place(), "answer", "asker", "--option", "0")).stderr).toContain("--option:");
  expect(await overstory(place(), "answer", "asker", "--question", "00000000")).toMatchObject({
    exitCode: 2,
  });
});
