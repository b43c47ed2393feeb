import type { EventView } from "../../src/api/contract/event.ts";
import type { RunView } from "../../src/api/contract/run.ts";
import type { SessionView } from "../../src/api/contract/session.ts";
import type { Config } from "../../src/config.ts";
import type { EventKind } from "../../src/domain/event.ts";
import { ModelServer } from "../model-server/model-server.ts";
import type { Rule, Script } from "../model-server/script.ts";
import { type AgentName, agentCli } from "./agent-clis.ts";
import { type AgentHome, agentHome } from "./agent-home.ts";
import { TestProject } from "./daemon.ts";
import { processesNaming } from "./processes.ts";
import { until } from "./wait.ts";

/** A CLI is ready within a second; where many start at once on a slow machine it may take a long time. */
const PATIENCE_MS = 60_000;

interface Wanted {
  script?: Script | Rule[];
  /** Beside what makes the agents that CLI, asking the model server, in a HOME of their own. */
  config?: Config;
  /** Variables that the CLI gets besides. */
  env?: Record<string, string>;
}

/** A project with a daemon, whose agents are a real CLI that asks a scripted model. Ends all of it at the end of the scope. */
export class AgentProject implements AsyncDisposable {
  readonly name: AgentName;
  readonly server: ModelServer;
  readonly home: AgentHome;
  readonly project: TestProject;

  private constructor(name: AgentName, server: ModelServer, home: AgentHome, project: TestProject) {
    this.name = name;
    this.server = server;
    this.home = home;
    this.project = project;
  }

  static async start(name: AgentName, { script, config = {}, env = {} }: Wanted = {}): Promise<AgentProject> {
    const server = new ModelServer(script);
    const home = agentHome(name, { url: server.url });
    const { [name]: more, ...others } = config.runtimes ?? {};
    const runtime = { command: agentCli(name) ?? name, args: home.args, ...more };
    const project = await TestProject.start({
      config: `export default ${JSON.stringify({
        runtime: name,
        alerts: { sinks: [] },
        ...config,
        runtimes: { ...others, [name]: { ...runtime, env: { ...home.env, ...env, ...more?.env } } },
      } satisfies Config)};`,
    });
    home.trust(project.repository.path);
    return new AgentProject(name, server, home, project);
  }

  /** Starts a run of one task for each prompt, by name, which do not wait for one another. */
  run(prompts: Record<string, string>, more: object = {}): Promise<RunView> {
    return this.project.run({
      goal: "agents",
      tasks: Object.entries(prompts).map(([id, prompt]) => ({ id, prompt, ...more })),
    });
  }

  /** Waits until the run has ended. */
  runEnded(key: string, withinMs = 2 * PATIENCE_MS): Promise<RunView> {
    return this.project.runEnded(key, withinMs).catch((error) => this.explain(error));
  }

  /** The newest session of that name, also when it has ended. */
  async session(name: string): Promise<SessionView> {
    const found = (await this.project.client.sessions(true)).filter((one) => one.name === name);
    const newest = found.sort((one, other) => one.key.localeCompare(other.key)).at(-1);
    if (!newest) throw new Error(`there is no session ${name}`);
    return newest;
  }

  /** Waits until the newest session of that name fits, and answers it. */
  async sessionIs(
    name: string,
    what: string,
    fits: (session: SessionView) => boolean,
    withinMs = PATIENCE_MS,
  ) {
    return until(
      `${name} ${what}`,
      async () => {
        const session = await this.session(name).catch(() => undefined);
        return session && fits(session) ? session : undefined;
      },
      withinMs,
    ).catch((error) => this.explain(error));
  }

  /** What the pane of its agent shows. */
  async screen(name: string): Promise<string> {
    return this.#screenOf(await this.session(name));
  }

  /** Presses keys in the pane of its agent, as a person who is attached does; by tmux's names. */
  async press(name: string, ...keys: string[]): Promise<void> {
    this.project.tmux("send-keys", "-t", await this.pane(name), ...keys);
  }

  /** The pane of its agent, as a target for tmux. */
  async pane(name: string): Promise<string> {
    return paneOf(await this.session(name));
  }

  #screenOf(session: SessionView): string {
    return this.project.tmux("capture-pane", "-p", "-t", paneOf(session));
  }

  events(key: string): Promise<EventView[]> {
    return this.project.client.events({ session: key, limit: 1000 });
  }

  /** Waits until an event of that kind is told of the session, and answers it. */
  told(key: string, kind: EventKind): Promise<EventView> {
    return until(
      `${kind} is told of ${key}`,
      async () => (await this.events(key)).find((event) => event.kind === kind),
      PATIENCE_MS,
    ).catch((error) => this.explain(error));
  }

  /** Throws the error, with all that helps to find its cause. */
  async explain(error: unknown): Promise<never> {
    const sessions = await this.project.client.sessions(true).catch(() => []);
    const events = await this.project.events().catch(() => []);
    const parts = [
      String(error),
      ...sessions.map((session) => `${JSON.stringify(session)}\n${this.#screenOf(session)}`),
      events
        .map(({ at, kind, session, data }) => `${at} ${session ?? ""} ${kind} ${JSON.stringify(data)}`)
        .join("\n"),
      this.server.requests
        .map(({ id, background, conversation, step, lastUserText }) =>
          JSON.stringify({ id, background, conversation, step, lastUserText: lastUserText.slice(0, 200) }),
        )
        .join("\n"),
      await this.project.log(),
    ];
    throw new Error(parts.join("\n----\n"), { cause: error });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.project[Symbol.asyncDispose]();
    await this.server.close();
    // What is still ending writes to its home.
    const left = () => processesNaming(this.home.path);
    await until("all that agents started ends", async () => (await left()).length === 0).catch(async () => {
      for (const { pid } of await left()) process.kill(pid, "SIGKILL");
    });
    this.home[Symbol.dispose]();
  }
}

const paneOf = ({ id }: SessionView) => `=ov-${id}:`;
