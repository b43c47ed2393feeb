import { join } from "node:path";
import { version } from "../../package.json";
import { serveApi } from "../../src/api/app.ts";
import { Client } from "../../src/api/client.ts";
import type { Identity } from "../../src/api/connection.ts";
import type { Services } from "../../src/api/services.ts";
import { parseConfig } from "../../src/config.ts";
import { createWork } from "../../src/daemon-work.ts";
import type { Session } from "../../src/domain/session.ts";
import { findProject } from "../../src/find-project.ts";
import { Git } from "../../src/git/git.ts";
import { createLogger } from "../../src/log.ts";
import { createRuntimes } from "../../src/runtimes/registry.ts";
import { readToken } from "../../src/store/session-keeping.ts";
import { Store } from "../../src/store/store.ts";
import { Transcripts } from "../../src/supervisor/agents/transcripts.ts";
import { MailService } from "../../src/team/mail/mail-service.ts";
import { Spawns } from "../../src/team/spawn.ts";
import { addSession, START } from "../store/fixture.ts";
import { type TestRepository, testRepository } from "./repository.ts";

export interface Served extends AsyncDisposable {
  store: Store;
  repository: TestRepository;
  /** Path of the API's socket. */
  socket: string;
  clock: { now: number };
  /** As a person, or as whoever is named. */
  as(identity?: Identity): Client;
  /** An open session of overstory's own, and a client that calls with its token. */
  spawned(name: string): { session: Session; client: Client };
  tokenOf(session: Session): string;
  /** The bare answer: status and JSON. */
  fetch(path: string, init?: RequestInit): Promise<{ status: number; body: Record<string, unknown> }>;
}

const notHere = () => {
  throw new Error("there is no supervisor in this test");
};

/** The whole API on its socket, over a store and a repository of its own, without a supervisor. */
export function served(): Served {
  const repository = testRepository();
  const paths = findProject(repository.path);
  const clock = { now: START };
  const now = () => clock.now;
  const store = Store.open(join(repository.folder, "overstory.db"), "owner", now);
  const settings = parseConfig({}, "config");
  const log = createLogger();
  const world = { store, settings, git: new Git(paths.root), clock: now, log };
  const spawns = new Spawns(store, { settings, refuses: () => null, waitsOf: () => new Map() });
  const services: Services = {
    ...world,
    paths,
    info: { pid: 1, version, instance: "test", startedAt: START },
    work: createWork(world, {
      gates: { start: notHere },
      stopper: { carryOut: async () => {} },
      agents: { noticesHeard: () => {} },
    }),
    tmuxServerPid: () => null,
    startRun: notHere,
    cancelRun: notHere,
    stopSession: notHere,
    messages: {
      send: notHere,
      reached: notHere,
      isProvable: () => false,
      question: notHere,
      answer: notHere,
    },
    attachArgv: notHere,
    explainWatch: () => null,
    takeReport: async () => {},
    adopt: notHere,
    transcripts: new Transcripts({ store, runtimes: createRuntimes(settings) }),
    listSavedWork: notHere,
    findSavedWork: notHere,
    patchOf: notHere,
    restoreWork: notHere,
    schedules: { list: () => [], runNow: notHere },
    backups: { make: notHere, list: () => [] },
    imports: {
      import: notHere,
      rollBack: notHere,
      list: () => [],
      show: notHere,
      find: notHere,
      suggestions: notHere,
      applySuggestion: notHere,
    },
    acknowledgeAlert: notHere,
    resolveAlert: notHere,
    testAlerts: notHere,
    check: notHere,
    runtimes: { check: notHere, repair: notHere },
    team: {
      runs: { start: notHere, resume: notHere, hold: notHere, approve: notHere, proposePlan: notHere },
      spawns: {
        bySession: (maker, request) => spawns.bySession(maker, request),
        byOperator: (run, request) => spawns.byOperator(run, request),
        childrenOf: (session) => spawns.childrenOf(session),
        waitsOf: () => new Map(),
        done: notHere,
      },
      mail: new MailService(store, () => {}),
      merges: { retry: notHere, cancel: notHere, conflicts: notHere },
      roles: { list: notHere, require: notHere },
      receipts: { of: notHere },
      tidying: { propose: notHere, apply: notHere, disk: notHere },
    },
    stop: notHere,
  };
  const api = serveApi(services, log);
  const as = (identity: Identity = {}) => new Client(paths.socket, identity);
  return {
    store,
    repository,
    socket: paths.socket,
    clock,
    as,
    spawned: (name) => {
      const session = addSession(store, { name, state: "working" });
      return { session, client: as({ token: readToken(store.db, session.id) ?? "" }) };
    },
    tokenOf: ({ id }) => readToken(store.db, id) ?? "",
    fetch: async (path, init = {}) => {
      const response = await fetch(`http://localhost${path}`, { ...init, unix: paths.socket });
      return { status: response.status, body: JSON.parse(await response.text()) };
    },
    async [Symbol.asyncDispose]() {
      await api.stop();
      store.close();
      repository[Symbol.dispose]();
    },
  };
}
