import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { SESSION_STATES } from "../../src/domain/session.ts";
import {
  type AgentSession,
  type AgentState,
  createRunStore,
  createSessionStore,
  type SessionStore,
} from "../../src/sessions.ts";
import { tempFolder } from "../support/temp.ts";
import { errorOf } from "./fixture.ts";

interface Library extends Disposable {
  sessions: SessionStore;
  path: string;
}

function library(): Library {
  const folder = tempFolder();
  const path = join(folder.path, "sessions.db");
  const sessions = createSessionStore(path);
  return {
    sessions,
    path,
    [Symbol.dispose]: () => {
      sessions.close();
      folder[Symbol.dispose]();
    },
  };
}

const agent = (change: Partial<AgentSession> = {}): AgentSession => ({
  id: "session-1",
  agentName: "builder-1",
  capability: "builder",
  worktreePath: "/work/builder-1",
  branchName: "overstory/builder-1",
  taskId: "task-7",
  tmuxSession: "overstory-builder-1",
  state: "booting",
  pid: 12345,
  parentAgent: "lead",
  depth: 1,
  runId: "run-2026",
  startedAt: "2026-01-31T12:00:00.000Z",
  lastActivity: "2026-01-31T12:05:00.123Z",
  escalationLevel: 0,
  stalledSince: null,
  transcriptPath: "/home/me/transcript.jsonl",
  ...change,
});

const names = (sessions: AgentSession[]) => sessions.map(({ agentName }) => agentName);

describe("upsert", () => {
  test.each([
    ["everything is given", {}],
    [
      "nothing optional is given",
      { pid: null, parentAgent: null, runId: null, stalledSince: null, transcriptPath: null },
    ],
    ["texts are empty", { worktreePath: "", branchName: "", taskId: "", tmuxSession: "" }],
    ["it was stalled", { state: "stalled", stalledSince: "2026-01-31T12:04:00.000Z", escalationLevel: 2 }],
    ["it has ended", { state: "completed" }],
  ] satisfies [string, Partial<AgentSession>][])(
    "adds a session that comes back as it was when %s",
    (_, change) => {
      using lib = library();
      lib.sessions.upsert(agent(change));
      expect(lib.sessions.getByName("builder-1")).toEqual(agent(change));
      expect(lib.sessions.getAll()).toEqual([agent(change)]);
    },
  );

  test("updates the open session of that name, which keeps its id", () => {
    using lib = library();
    lib.sessions.upsert(agent());
    const later = agent({
      state: "working",
      capability: "tester",
      pid: 2,
      lastActivity: "2026-01-31T13:00:00.000Z",
    });
    lib.sessions.upsert({ ...later, id: "another" });
    expect(lib.sessions.getAll()).toEqual([later]);
  });

  test("updates an ended session by its id", () => {
    using lib = library();
    lib.sessions.upsert(agent({ state: "completed" }));
    lib.sessions.upsert(agent({ state: "completed", branchName: "kept" }));
    expect(lib.sessions.getAll()).toEqual([agent({ state: "completed", branchName: "kept" })]);
  });

  test("a name whose session has ended begins a new one", () => {
    using lib = library();
    lib.sessions.upsert(agent({ state: "completed" }));
    lib.sessions.upsert(agent({ id: "session-2", startedAt: "2026-02-01T12:00:00.000Z" }));
    expect(lib.sessions.getAll().map(({ id }) => id)).toEqual(["session-1", "session-2"]);
    expect(lib.sessions.getByName("builder-1")?.id).toBe("session-2");
  });

  test("of a move that the state machine forbids is a conflict, and nothing is changed", () => {
    using lib = library();
    lib.sessions.upsert(agent({ state: "completed" }));
    const error = errorOf(() => lib.sessions.upsert(agent({ state: "working", capability: "tester" })));
    expect(error.code).toBe("conflict");
    expect(error.message).toContain("is completed; it cannot become working");
    expect(lib.sessions.getAll()).toEqual([agent({ state: "completed" })]);
  });

  test.each(["startedAt", "lastActivity", "stalledSince"] as const)(
    "refuses a %s that is no time, and names it",
    (field) => {
      using lib = library();
      for (const known of [false, true]) {
        if (known) lib.sessions.upsert(agent());
        const error = errorOf(() => lib.sessions.upsert(agent({ [field]: "yesterday" })));
        expect([error.code, error.message]).toEqual(["usage", `${field}: "yesterday" is not a time`]);
        expect(lib.sessions.getAll()).toEqual(known ? [agent()] : []);
      }
    },
  );
});

describe("reading", () => {
  test("getByName answers null for a name that nobody has", () => {
    using lib = library();
    lib.sessions.upsert(agent());
    for (const name of ["nobody", "session-1", "SESSION-001", "Builder-1", "%"])
      expect(lib.sessions.getByName(name)).toBeNull();
  });

  test("getActive answers booting, working and stalled, oldest first", () => {
    using lib = library();
    for (const [n, state] of SESSION_STATES.entries()) {
      const startedAt = `2026-01-31T12:00:0${9 - n}.000Z`;
      lib.sessions.upsert(agent({ id: `s-${n}`, agentName: state, state, startedAt }));
    }
    expect(names(lib.sessions.getActive())).toEqual(["stalled", "working", "booting"]);
    expect(names(lib.sessions.getAll())).toEqual(["completed", "zombie", "stalled", "working", "booting"]);
  });

  test("getByRun answers those of a label, or of a run of the run store", () => {
    using lib = library();
    const runs = createRunStore(lib.path);
    const run = runs.createRun();
    lib.sessions.upsert(agent({ id: "a", agentName: "a", runId: "label" }));
    lib.sessions.upsert(agent({ id: "b", agentName: "b", runId: run.id }));
    lib.sessions.upsert(agent({ id: "c", agentName: "c", runId: null }));
    expect(names(lib.sessions.getByRun("label"))).toEqual(["a"]);
    expect(lib.sessions.getByRun(run.id)).toEqual([agent({ id: "b", agentName: "b", runId: run.id })]);
    expect(names(lib.sessions.getByRun(run.id.toLowerCase()))).toEqual(["b"]);
    expect(lib.sessions.getByRun("none")).toEqual([]);
    runs.close();
  });
});

describe("updateState", () => {
  test.each<[AgentState, AgentState]>([
    ["booting", "working"],
    ["working", "stalled"],
    ["stalled", "working"],
    ["working", "zombie"],
    ["zombie", "completed"],
  ])("moves from %s to %s", (from, to) => {
    using lib = library();
    lib.sessions.upsert(agent({ state: from }));
    expect(lib.sessions.updateState("builder-1", to)).toBe(true);
    expect(lib.sessions.getByName("builder-1")?.state).toBe(to);
  });

  test.each<[AgentState, AgentState]>([
    ["completed", "working"],
    ["completed", "zombie"],
    ["zombie", "working"],
    ["working", "booting"],
    ["booting", "stalled"],
  ])("refuses to go from %s to %s, and says what the session is", (from, to) => {
    using lib = library();
    lib.sessions.upsert(agent({ state: from }));
    const error = errorOf(() => lib.sessions.updateState("builder-1", to));
    expect([error.code, error.message]).toEqual([
      "conflict",
      `SESSION-001 is ${from}; it cannot become ${to}`,
    ]);
    expect(lib.sessions.getByName("builder-1")?.state).toBe(from);
  });

  test("to the state it has changes nothing", () => {
    using lib = library();
    lib.sessions.upsert(agent());
    expect(lib.sessions.updateState("builder-1", "booting")).toBe(true);
    expect(lib.sessions.getAll()).toEqual([agent()]);
  });
});

describe("the other changes", () => {
  test("updateLastActivity sets it to now", () => {
    using lib = library();
    lib.sessions.upsert(agent());
    const before = new Date().toISOString();
    expect(lib.sessions.updateLastActivity("builder-1")).toBe(true);
    const { lastActivity, ...rest } = lib.sessions.getByName("builder-1") ?? agent();
    expect(lastActivity >= before && lastActivity <= new Date().toISOString()).toBe(true);
    expect({ ...rest, lastActivity: agent().lastActivity }).toEqual(agent());
  });

  test("updateEscalation sets the level and since when, and takes both back", () => {
    using lib = library();
    lib.sessions.upsert(agent({ state: "stalled" }));
    const since = "2026-01-31T12:10:00.000Z";
    expect(lib.sessions.updateEscalation("builder-1", 2, since)).toBe(true);
    expect(lib.sessions.getByName("builder-1")).toMatchObject({ escalationLevel: 2, stalledSince: since });
    lib.sessions.updateEscalation("builder-1", 0, null);
    expect(lib.sessions.getByName("builder-1")).toMatchObject({ escalationLevel: 0, stalledSince: null });
    expect(errorOf(() => lib.sessions.updateEscalation("builder-1", 1, "soon")).code).toBe("usage");
  });

  test("remove takes the one that getByName answers", () => {
    using lib = library();
    lib.sessions.upsert(agent({ state: "completed" }));
    lib.sessions.upsert(agent({ id: "session-2" }));
    expect(lib.sessions.remove("builder-1")).toBe(true);
    expect(lib.sessions.getAll().map(({ id }) => id)).toEqual(["session-1"]);
  });

  test("all of them answer false for a name that nobody has", () => {
    using lib = library();
    const { sessions } = lib;
    expect([
      sessions.updateState("nobody", "working"),
      sessions.updateLastActivity("nobody"),
      sessions.updateEscalation("nobody", 1, null),
      sessions.remove("nobody"),
    ]).toEqual([false, false, false, false]);
  });
});

describe("purge", () => {
  const fill = (sessions: SessionStore) => {
    sessions.upsert(agent({ id: "1", agentName: "a", state: "completed" }));
    sessions.upsert(agent({ id: "2", agentName: "a", state: "zombie" }));
    sessions.upsert(agent({ id: "3", agentName: "a", state: "working" }));
    sessions.upsert(agent({ id: "4", agentName: "b", state: "completed" }));
  };
  test.each([
    ["nothing without a condition", {}, ["1", "2", "3", "4"]],
    ["nothing for all: false", { all: false }, ["1", "2", "3", "4"]],
    ["everything for all", { all: true }, []],
    ["what is in a state", { state: "completed" }, ["2", "3"]],
    ["what has a name", { agent: "a" }, ["4"]],
    ["what fits both", { agent: "a", state: "completed" }, ["2", "3", "4"]],
    ["what fits all of the given, all included", { all: true, agent: "b" }, ["1", "2", "3"]],
    ["nothing for a name that nobody has", { agent: "c" }, ["1", "2", "3", "4"]],
  ] satisfies [string, Parameters<SessionStore["purge"]>[0], string[]][])(
    "removes %s: %j",
    (_, filter, left) => {
      using lib = library();
      fill(lib.sessions);
      expect(lib.sessions.purge(filter)).toBe(4 - left.length);
      expect(
        lib.sessions
          .getAll()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(left);
    },
  );
});

test("what was written is there when the store is opened again", () => {
  using lib = library();
  lib.sessions.upsert(agent());
  lib.sessions.close();
  const again = createSessionStore(lib.path);
  expect(again.getAll()).toEqual([agent()]);
  again.close();
});
