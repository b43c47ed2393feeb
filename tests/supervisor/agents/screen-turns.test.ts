import { expect, test } from "bun:test";
import { TestProject } from "../../support/daemon.ts";
import { until } from "../../support/wait.ts";

/** A program with a screen of its own: it takes a line, works on it, and takes the next. */
const PROGRAM = `
show() { printf '\\033[2J\\033[H%s\\n' "$1"; }
show idle
while read -r line; do
  show working
  sleep 0.5
  case $line in
    hello) echo "$line" > file; git add -A; git commit -qm all ;;
  esac
  show idle
done`;

const config = `export default {
  alerts: { sinks: [] },
  runtimes: { mine: { command: "sh", args: ["-c", ${JSON.stringify(PROGRAM)}], prompt: "typed", ready: "^idle", busy: "^working" } },
};`;

test("an agent that has only a screen gets its prompt, and is let go when its work is done", async () => {
  await using project = await TestProject.start({ config });
  const { key } = await project.run({ tasks: [{ id: "a", prompt: "hello", runtime: "mine" }] });
  const run = await project.runEnded(key, 90_000).catch(async (error) => {
    const told = (await project.events()).map(({ kind, data }) => `${kind} ${JSON.stringify(data)}`);
    throw new Error([String(error), ...told, await project.log()].join("\n"));
  });
  expect(run.tasks[0]).toMatchObject({ status: "complete", stopReason: null });
  const kinds = (await project.events()).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "session.turn_ended")).toHaveLength(1);
  expect(kinds).toContain("session.dismissed");
  await until("it is merged", () => kinds.includes("merge.merged"));
}, 120_000);
