import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { createRunStore, createSessionStore, type RunStore } from "../../src/sessions.ts";
import { tempFolder } from "../support/temp.ts";
import { errorOf } from "./fixture.ts";

interface Library extends Disposable {
  runs: RunStore;
  path: string;
}

function library(): Library {
  const folder = tempFolder();
  const path = join(folder.path, "runs.db");
  const runs = createRunStore(path);
  return {
    runs,
    path,
    [Symbol.dispose]: () => {
      runs.close();
      folder[Symbol.dispose]();
    },
  };
}

describe("createRun", () => {
  test("makes the id, and the run is active", () => {
    using lib = library();
    const run = lib.runs.createRun({ goal: "ship it", coordinatorSessionId: "s-1" });
    const { startedAt, ...rest } = run;
    expect(rest).toEqual({
      id: "RUN-001",
      completedAt: null,
      agentCount: 0,
      coordinatorSessionId: "s-1",
      status: "active",
    });
    expect(new Date(startedAt).toISOString()).toBe(startedAt);
    expect(Math.abs(Date.parse(startedAt) - Date.now())).toBeLessThan(5000);
    expect(lib.runs.getRun("RUN-001")).toEqual(run);
  });

  test("needs nothing", () => {
    using lib = library();
    expect(lib.runs.createRun()).toMatchObject({ id: "RUN-001", coordinatorSessionId: null });
  });
});

test("runs are listed newest first, as many as asked for", () => {
  using lib = library();
  for (let n = 0; n < 3; n++) lib.runs.createRun();
  expect(lib.runs.listRuns().map(({ id }) => id)).toEqual(["RUN-003", "RUN-002", "RUN-001"]);
  expect(lib.runs.listRuns(2).map(({ id }) => id)).toEqual(["RUN-003", "RUN-002"]);
});

test("the active run is the newest one that has not ended; null when there is none", () => {
  using lib = library();
  expect(lib.runs.getActiveRun()).toBeNull();
  for (let n = 0; n < 2; n++) lib.runs.createRun();
  expect(lib.runs.getActiveRun()?.id).toBe("RUN-002");
  lib.runs.completeRun("RUN-002", "failed");
  expect(lib.runs.getActiveRun()?.id).toBe("RUN-001");
});

describe("completeRun", () => {
  test.each(["completed", "failed", "cancelled"] as const)("ends a run as %s, with the time", (status) => {
    using lib = library();
    lib.runs.createRun();
    lib.runs.completeRun("RUN-001", status);
    const run = lib.runs.getRun("RUN-001");
    expect(run?.status).toBe(status);
    expect(Date.parse(run?.completedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(run?.startedAt ?? ""));
  });

  test("leaves a run that has ended as it is", () => {
    using lib = library();
    lib.runs.createRun();
    lib.runs.completeRun("RUN-001", "completed");
    const ended = lib.runs.getRun("RUN-001");
    lib.runs.completeRun("RUN-001", "failed");
    expect(lib.runs.getRun("RUN-001")).toEqual(ended);
  });
});

describe("agentCount", () => {
  test("is the number of the run's sessions, or of the agents announced if those are more", () => {
    using lib = library();
    const { id } = lib.runs.createRun();
    const count = () => lib.runs.getRun(id)?.agentCount;
    lib.runs.incrementAgentCount(id);
    lib.runs.incrementAgentCount(id);
    expect(count()).toBe(2);
    const sessions = createSessionStore(lib.path);
    for (let n = 1; n <= 3; n++) {
      sessions.upsert({
        ...{
          id: `s-${n}`,
          agentName: `a-${n}`,
          capability: "builder",
          worktreePath: "",
          branchName: "",
          taskId: "",
        },
        ...{
          tmuxSession: "",
          state: "working",
          pid: null,
          parentAgent: null,
          depth: 0,
          runId: id,
          escalationLevel: 0,
        },
        ...{ startedAt: "2026-01-31T12:00:00.000Z", lastActivity: "2026-01-31T12:00:00.000Z" },
        ...{ stalledSince: null, transcriptPath: null },
      });
      expect(count()).toBe(Math.max(2, n));
    }
    sessions.close();
  });
});

test("an unknown run is null to read, and not_found to change", () => {
  using lib = library();
  expect(lib.runs.getRun("RUN-009")).toBeNull();
  expect(errorOf(() => lib.runs.incrementAgentCount("RUN-009")).code).toBe("not_found");
  expect(errorOf(() => lib.runs.completeRun("RUN-009", "failed")).code).toBe("not_found");
});
