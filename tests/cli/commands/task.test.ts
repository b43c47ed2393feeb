import { expect, test } from "bun:test";
import { readToken } from "../../../src/store/session-keeping.ts";
import { served } from "../../support/served.ts";
import { overstoryIn } from "../support/cli.ts";

test("a person makes tasks, takes one and its subtask, logs what is done and completes them, naming only the first", async () => {
  await using t = served();
  const { key } = await t.as().work.startSession({ name: "api", worktree: t.repository.path });
  const run = (...argv: string[]) =>
    overstoryIn({ cwd: t.repository.path, env: { OVERSTORY_SESSION: key } }, ...argv);
  const said = async (...argv: string[]) => (await run(...argv)).stdout;

  expect(await said("task", "create", "Read old files", "--priority", "high", "--estimate", "1h30m")).toBe(
    "TASK-001 is made: Read old files\n",
  );
  await said("task", "create", "Read the header", "--parent", "TASK-001");
  expect(await said("task", "list")).toBe(
    `${[
      "  task      status  priority  session  title",
      "  TASK-001  todo    high               Read old files",
      "  TASK-002  todo    medium             Read the header",
    ].join("\n")}\n`,
  );
  expect(await said("task", "claim", "task-001")).toBe(
    `TASK-001 is underway, held by ${key}: Read old files\n`,
  );
  await said("task", "activate", "TASK-002");
  expect(await said("update", "The length is read")).toBe("update recorded in TASK-002\n");
  expect(await said("artifact", "add", "header.md", "--text", "What the header holds")).toContain("TASK-002");
  const check = await run("task", "check");
  expect(check).toMatchObject({ exitCode: 1, stderr: "" });
  expect(check.stdout).toMatch(/^✗ summary {5}\S/);
  expect(check.stdout).toEndWith("TASK-002 cannot be completed yet\n");
  const refused = await run("task", "complete");
  expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
  expect(refused.stderr).toMatch(/^error: task TASK-002 is not complete: .*summary/);
  expect(await said("task", "complete", "--summary", "The header is read in all formats")).toBe(
    "TASK-002 is complete\n",
  );
  expect(await said("context", "show")).toMatch(/^SESSION-001\n {2}project +repo.*\n {4}task +TASK-001.*\n$/);
  const page = await said("task", "show");
  expect(page).toMatch(/^TASK-001 {2}Read old files {2}underway\n/);
  expect(page).toMatch(new RegExp(`^ {2}held by +${key} from .*, still$`, "m"));
  expect(page).toMatch(/^ {4}TASK-002 {2}complete {2}Read the header$/m);
  expect(await said("log", "--task", "TASK-002", "--kind", "artifact")).toMatch(
    /SESSION-001 TASK-002 +artifact +What the header holds \(header\.md\)\n$/,
  );

  const end = await run("session", "end");
  expect(end).toMatchObject({
    exitCode: 1,
    stderr:
      "error: SESSION-001 holds TASK-001; say what becomes of it\n  --release, --complete or --handoff SESSION\n",
  });
  expect(await run("session", "end", "--release", "--complete")).toMatchObject({ exitCode: 2 });
  expect(await said("session", "end", "--release", "--json")).toContain('"state": "completed"');
  expect(await said("task", "list")).toContain("TASK-001  todo");
});

test("an agent is told in every answer what to do next; in JSON beside the noun, in Markdown on request", async () => {
  await using t = served();
  const { session } = t.spawned("agent");
  const env = {
    OVERSTORY_TOKEN: readToken(t.store.db, session.id) ?? "",
    OVERSTORY_PROJECT: t.repository.path,
  };
  const run = (...argv: string[]) => overstoryIn({ cwd: "/", env }, ...argv);
  const created = await run("task", "create", "Read old files", "--json");
  expect(JSON.parse(created.stdout)).toMatchObject({
    task: { key: "TASK-001" },
    instructions: { situation: "task.created", steps: expect.any(Array), notices: [] },
  });
  const shown = await run("task", "show", "TASK-001");
  expect(shown.stdout).toMatch(/\n\nNext:\n/);
  const marked = await run("task", "show", "TASK-001", "--format", "markdown");
  expect(marked.stdout).toMatch(/\n\n.*(\*\*|#|`)/s);
  const other = await run("phase", "planning", "--session", (await t.as().work.startSession({})).key);
  expect(other).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(`${session.key} may act as itself only`),
  });
  const approval = await overstoryIn({ cwd: t.repository.path, env }, "approve", session.key);
  expect(approval).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("is the operator's"),
  });
});

test.each([
  [["task", "claim"], "error: overstory task claim: TASK is missing"],
  [["task", "create", "x", "--priority", "hihg"], "error: overstory task create: --priority must be one of"],
  [["task", "create", "x", "--estimate", "0s"], "error: --estimate: must be longer than 0"],
  [["task", "edit", "TASK-001"], "error: overstory task edit: nothing is to be changed"],
  [["task", "complete", "--force"], "error: --force needs a reason: it is recorded"],
  [["task", "handoff", "TASK-001"], "error: overstory task handoff: --to is missing"],
  [["log", "--limit", "all"], 'error: --limit: "all" is not a number'],
  [["session", "prune"], "error: overstory session prune: --older-than is missing"],
  [["session", "prune", "--older-than", "old"], 'error: --older-than: "old" is not a duration'],
  [["phase", "planning", "--wait"], "error: --wait and --question belong to overstory phase approval"],
  [["phase", "planning", "--meta", "turn"], 'error: --meta: "turn" has no name'],
])("%j is refused with exit code 2", async (argv, message) => {
  await using t = served();
  const { exitCode, stderr } = await overstoryIn({ cwd: t.repository.path }, ...argv);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) });
});
