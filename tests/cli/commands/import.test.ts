import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../../support/daemon.ts";
import { overstory } from "../support/cli.ts";

const agent = (n: number, change: Record<string, unknown> = {}) => ({
  id: `session-${n}`,
  agentName: `agent-${n}`,
  capability: "builder",
  worktreePath: "/w",
  branchName: "b",
  taskId: "T-1",
  tmuxSession: "",
  state: "completed",
  pid: null,
  parentAgent: null,
  depth: 0,
  runId: null,
  startedAt: "2026-01-10T08:00:00Z",
  lastActivity: "2026-01-10T09:00:00Z",
  ...change,
});

test("an import from the command line: dry run, strict, lenient, found again, shown, rolled back", async () => {
  await using project = await TestProject.start();
  const cwd = project.repository.path;
  const folder = join(project.repository.folder, "old");
  mkdirSync(folder);
  const file = join(folder, "sessions.json");
  const write = (entries: unknown[]) => writeFileSync(file, JSON.stringify(entries));

  const nothing = await overstory(cwd, "import", folder);
  expect(nothing).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("nothing to import was found"),
  });

  write([agent(1), agent(2), agent(3, { startedAt: "0000-00-00" })]);
  const text = readFileSync(file, "utf8");
  const strict = await overstory(cwd, "import", file);
  expect(strict.exitCode).toBe(2);
  expect(strict.stderr).toMatch(/sessions\.json.* row 3, startedAt: .*nothing was imported\n +mend it there/);

  const dry = await overstory(cwd, "import", file, "--dry-run", "--lenient");
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toContain("Dry run  nothing was kept");
  expect(dry.stdout).not.toContain("…"); // what was left out is told whole
  expect(dry.stdout).toContain("3 = 2 imported + 0 merged + 0 known + 1 rejected");
  expect(await project.client.sessions(true)).toEqual([]);

  const { result } = JSON.parse((await overstory(cwd, "import", file, "--lenient", "--json")).stdout);
  expect(result).toMatchObject({
    import: { key: "IMPORT-001" },
    repeated: false,
    report: { rows: { imported: 2, rejected: 1 } },
  });
  const again = await overstory(cwd, "import", "--lenient", file);
  expect(again.stdout).toContain("IMPORT-001  that very content was imported");

  expect((await overstory(cwd, "import", "list")).stdout).toMatch(
    /IMPORT-001 .* overstory .* 2 imported, 1 rejected/,
  );
  expect((await overstory(cwd, "import", "show", "IMPORT-001")).stdout).toContain("Rejected (1)");
  expect((await overstory(cwd, "import", "show", "import-001", "--find", "agent-2")).stdout).toContain(
    "imported as SESSION-002",
  );
  expect((await overstory(cwd, "import", "suggestions", "IMPORT-001")).stdout).toBe("nothing is in doubt\n");
  expect(await overstory(cwd, "import", "apply-suggestion", "IMPORT-001", "1")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("IMPORT-001 has no suggestion 1"),
  });
  expect((await overstory(cwd, "session", "show", "session-2")).stdout).toContain("agent-2");

  const back = await overstory(cwd, "import", "rollback", "IMPORT-001");
  expect(back.stdout).toContain("IMPORT-001 is rolled back: 2 sessions removed");
  expect(await project.client.sessions(true)).toEqual([]);
  expect(readFileSync(file, "utf8")).toBe(text);
  expect((await overstory(cwd, "doctor")).stdout).toContain("every legacy row accounted for");
}, 60_000);

test("an import that is interrupted leaves nothing, and the next one goes through", async () => {
  await using project = await TestProject.start();
  const file = join(project.repository.folder, "sessions.json");
  writeFileSync(file, JSON.stringify(Array.from({ length: 10_000 }, (_, n) => agent(n))));
  const request = { path: file, dryRun: false, lenient: false };
  const stop = new AbortController();
  const steps: string[] = [];
  const interrupted = project.client.imports.import(
    request,
    ({ step }) => {
      steps.push(step);
      if (step === "reading") stop.abort();
    },
    stop.signal,
  );
  await expect(interrupted).rejects.toThrow();
  expect(steps).toContain("reading");
  expect(await project.client.sessions(true)).toEqual([]);
  const { report } = await project.client.imports.import(request, () => {}, new AbortController().signal);
  expect(report.made.sessions).toBe(10_000);
  expect((await project.client.status()).imported).toMatchObject({
    key: "IMPORT-001",
    rows: { imported: 10_000 },
  });
}, 60_000);
