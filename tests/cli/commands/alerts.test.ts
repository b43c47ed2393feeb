import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../../support/daemon.ts";
import { testRepository } from "../../support/repository.ts";
import { until } from "../../support/wait.ts";
import { TestWebhook } from "../../support/webhook.ts";
import { overstory } from "../support/cli.ts";

const failing = (id: string) => ({ id, command: "exit 9", restart: "temporary" });

/** A project with two stopped tasks in a run that goes on, and a webhook for its alerts. */
async function troubled() {
  const hook = new TestWebhook();
  const sinks = JSON.stringify([{ type: "webhook", url: hook.url, name: "hook" }]);
  const project = await TestProject.start({ config: `export default { alerts: { sinks: ${sinks} } };` });
  await project.run({ tasks: [failing("a"), failing("b"), { id: "c", command: "sleep 1000" }] });
  await until(
    "both are told",
    async () =>
      (await project.client.alerts(false)).filter(({ deliveries }) => deliveries[0]?.state === "sent")
        .length === 2,
  );
  return {
    hook,
    project,
    overstory: (...argv: string[]) => overstory(project.repository.path, ...argv),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await hook[Symbol.asyncDispose]();
    },
  };
}

test("alerts are listed, acknowledged and resolved by key, and gone from the list when resolved", async () => {
  await using t = await troubled();
  const list = await t.overstory("alerts");
  expect(list.stdout).toMatch(/^ALERT-001 {2}critical {2}for \d+s {2}RUN-001\/[ab] {2}exited with 9/);
  expect(list.stdout).toMatch(/told: hook sent .* \(HTTP 200\)/);
  expect((await t.overstory("alerts", "ack", "ALERT-001", "alert-002")).stdout).toMatch(
    /^ALERT-001 is acknowledged: exited with 9.*\nALERT-002 is acknowledged/,
  );
  const resolved = await t.overstory("alerts", "resolve", "ALERT-002", "--json");
  expect(JSON.parse(resolved.stdout).alerts).toMatchObject([
    { key: "ALERT-002", state: "resolved", resolvedBy: "operator" },
  ]);
  const left = JSON.parse((await t.overstory("alerts", "--json")).stdout);
  expect(left.alerts).toMatchObject([{ key: "ALERT-001", state: "acknowledged" }]);
  const all = JSON.parse((await t.overstory("alerts", "--all", "--json")).stdout);
  expect(all.alerts.map(({ key }: { key: string }) => key)).toEqual(["ALERT-002", "ALERT-001"]);
  expect((await t.overstory("alerts", "ack", "--all")).stdout).toBe(
    "there is none that nobody has acknowledged\n",
  );
}, 30_000);

test("a test prints what became of it at each sink, and its exit code says whether all took it", async () => {
  await using t = await troubled();
  const good = await t.overstory("alerts", "test");
  expect({ ...good, stdout: good.stdout.replace(/\d{4}-.*:\d\d/, "TIME") }).toEqual({
    stdout: "hook: sent TIME (HTTP 200)\n",
    stderr: "",
    exitCode: 0,
  });
  t.hook.answer = () => new Response("", { status: 404 });
  expect(await t.overstory("alerts", "test", "--sink", "hook")).toMatchObject({
    stdout: "hook: failed: HTTP 404\n",
    exitCode: 1,
  });
  const unknown = await t.overstory("alerts", "test", "--sink", "hok");
  expect(unknown.stderr).toContain('there is no sink "hok"; did you mean "hook"?');
}, 30_000);

test("with -f and --json each thing that becomes of alerts is a line, and nothing else is", async () => {
  await using t = await troubled();
  const child = Bun.spawn(
    [process.execPath, "src/main.ts", "-C", t.project.repository.path, "alerts", "-f", "--json"],
    { cwd: join(import.meta.dir, "../../.."), stdout: "pipe" },
  );
  let printed = "";
  const reading = (async () => {
    for await (const bytes of child.stdout) printed += new TextDecoder().decode(bytes);
  })();
  await until("it follows", async () => {
    await t.overstory("alerts", "test");
    return printed.includes("alert.sent");
  });
  await t.project.client.stopRun("RUN-001", true);
  await until("the tasks' alerts are over", () => printed.split("alert.resolved").length > 3);
  child.kill("SIGINT");
  expect(await child.exited).toBe(130);
  await reading;
  const kinds = printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).kind.split(".")[0]);
  expect(new Set(kinds)).toEqual(new Set(["alert"]));
}, 30_000);

test.each([
  [["alerts", "ack"], "overstory alerts ack: name the alerts, or --all"],
  [["alerts", "ack", "ALERT-001", "--all"], "overstory alerts ack: name the alerts, or --all"],
  [["alerts", "resolve"], "overstory alerts resolve: name the alerts"],
])("%p is refused before anything is started", async (argv, message) => {
  using repository = testRepository();
  const { stderr, exitCode } = await overstory(repository.path, ...argv);
  expect({ exitCode, first: stderr.split("\n")[0] }).toEqual({ exitCode: 2, first: `error: ${message}` });
  expect(existsSync(join(repository.path, ".git/overstory"))).toBe(false);
});
