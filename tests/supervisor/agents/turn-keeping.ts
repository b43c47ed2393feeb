import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScreenReading } from "../../../src/domain/agent/screen-reading.ts";
import { plainReading } from "../../../src/domain/agent/screen-reading.ts";
import { newTurn, type TurnSignal } from "../../../src/domain/agent/take-signal.ts";
import type { EventKind } from "../../../src/domain/event.ts";
import type { Report } from "../../../src/domain/watchdog/report.ts";
import { Git } from "../../../src/git/git.ts";
import { Worktrees } from "../../../src/git/worktrees.ts";
import { createLogger } from "../../../src/log.ts";
import { claimTask } from "../../../src/store/claims.ts";
import { listEvents } from "../../../src/store/events.ts";
import { listMessages, markSeen } from "../../../src/store/messages.ts";
import { transition } from "../../../src/store/session-changes.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { getTurn, saveTurn } from "../../../src/store/turns.ts";
import { takeSignals } from "../../../src/supervisor/agents/take-signals.ts";
import { TurnKeeper } from "../../../src/supervisor/agents/turn-keeper.ts";
import { Signs } from "../../../src/supervisor/alerts/signs.ts";
import { Health } from "../../../src/supervisor/health/health.ts";
import { Watchdog } from "../../../src/supervisor/watchdog/watchdog.ts";
import { addRun, addSession, testStore } from "../../store/fixture.ts";
import type { TestRepository } from "../../support/repository.ts";
import { TOLD } from "./spooled.ts";

const RUNTIME = { ...TOLD, abilities: { ...TOLD.abilities, proof: "hook" as const } };

let places = 0;

/** A keeper of turns over a real store, a real watchdog's memory and real worktrees, of agents that are told what to tell. */
export function turnKeeping(repository: TestRepository) {
  const test = testStore();
  const { store, db, clock } = test;
  const git = new Git(repository.path);
  const worktrees = new Worktrees(git);
  const log = createLogger();
  const runtimes = { all: [RUNTIME], require: () => RUNTIME };
  const signs = new Signs();
  const now = () => clock.now;
  const health = new Health({ store, signs, log, clock: now, heartbeat: join(test.folder, "heartbeat") });
  const watchdog = new Watchdog({
    ...{ store, clock: now, signs, log },
    settings: { watchdog: { triage: null, runtimes: {}, roles: {} } },
    observed: { now },
    senses: {
      look: async () => new Map(),
      readScreen: async () => ({ unknown: "nobody looks" }),
      isAnimated: () => false,
      keepOnly: () => {},
    },
    actions: { nudge: async () => null, terminate: async () => {}, triage: async () => null },
  });
  const screen = { draft: "", unknown: null as string | null };
  const keeping = {
    store,
    db,
    screen,
    start: clock.now,
    get now() {
      return clock.now;
    },
    pass: (ms: number) => {
      clock.now += ms;
    },
    /** Sessions that are being ended, and those to which messages are to be carried. */
    ended: [] as string[],
    delivered: [] as string[],
    beforeDismissal: () => {},
    agent: (name: string) => agent(name),
    /** Resolves when everything is as it is to be. */
    look: async () => {
      for (let changes = -1; changes !== db.query("SELECT max(id) FROM events").values()[0]?.[0]; ) {
        changes = Number(db.query("SELECT max(id) FROM events").values()[0]?.[0]);
        await keeper.look();
      }
    },
    restart: () => {
      keeper = keeperOf();
    },
    [Symbol.dispose]: () => {
      keeper.stop();
      test[Symbol.dispose]();
    },
  };
  const keeperOf = () =>
    new TurnKeeper(
      { store, runtimes, git, worktrees, health, clock: now, random: () => 0, log },
      {
        lookAt: async (): Promise<ScreenReading | { unknown: string }> =>
          screen.unknown === null
            ? { ...plainReading("ready"), draft: screen.draft }
            : { unknown: screen.unknown },
        stopper: { carryOut: async (id) => void keeping.ended.push(id) },
        deliver: (id) => void keeping.delivered.push(id),
        takeReports: (tx, id, reports) => watchdog.takeReports(tx, id, reports),
        takeIn: async () => keeping.beforeDismissal(),
      },
    );
  let keeper = keeperOf();

  /** An agent in a worktree of its own, at work on a task. */
  async function agent(name: string) {
    const { tasks } = addRun(store, { id: name });
    const base = repository.git("rev-parse", "HEAD");
    const place = `${name}-${++places}`;
    const worktree = join(repository.folder, place);
    const branch = `task/${place}`;
    await worktrees.ensure({ path: worktree, branch, base });
    const { id } = addSession(store, {
      name,
      runtime: "told",
      worktree,
      branch,
      baseCommit: base,
    });
    store.writeNow((tx) => {
      for (const task of tasks) claimTask(tx, id, task.id);
      transition(tx, id, "working");
      saveTurn(tx, newTurn(id, tx.at));
    });
    const session = () => requireSession(db, id);
    const write = (file: string) => writeFileSync(join(worktree, file), file);
    const tells = (...signals: TurnSignal[]) =>
      store.writeNow((tx) =>
        takeSignals(
          tx,
          session(),
          signals.map((signal) => ({ signal, at: tx.at })),
          true,
          { takeReports: (_, to, reports) => watchdog.takeReports(tx, to, reports), markSeen, log },
        ),
      );
    return {
      id,
      session,
      write,
      tells,
      turn: () => {
        const turn = getTurn(db, id);
        if (!turn) throw new Error("it has no turn");
        return turn;
      },
      reports: (report: Report) => store.writeNow((tx) => watchdog.takeReports(tx, id, [report])),
      commit: (file: string) => {
        write(file);
        Bun.spawnSync(["git", "add", "-A"], { cwd: worktree });
        Bun.spawnSync(["git", "commit", "-qm", file], { cwd: worktree });
      },
      messages: () => listMessages(db, id, 100),
      /** What it was told last is a prompt that it takes. */
      sees: () => {
        const text = listMessages(db, id, 100).at(-1)?.text ?? "";
        store.writeNow((tx) =>
          tx.db
            .query(
              "UPDATE messages SET state = 'submitted', typed_at = ?1, submitted_at = ?1 WHERE session_id = ?2 AND state = 'queued'",
            )
            .run(tx.at, id),
        );
        tells({ kind: "prompt", text });
      },
      works: () =>
        tells(
          { kind: "tool_started", id: "1", tool: "Bash", summary: "Bash: ls", permittedMs: null },
          { kind: "tool_ended", id: "1", tool: "Bash", summary: "Bash: ls", failed: false, tookMs: 5 },
        ),
      told: (kind: EventKind) =>
        listEvents(db, { after: 0, limit: 1000, sessionId: id }).filter((event) => event.kind === kind),
    };
  }
  return keeping;
}

export type Keeping = ReturnType<typeof turnKeeping>;
