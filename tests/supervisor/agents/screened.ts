import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plainReading, type ScreenReading } from "../../../src/domain/agent/screen-reading.ts";
import type { Session } from "../../../src/domain/session.ts";
import { sessionLogs } from "../../../src/paths.ts";
import type { Runtime } from "../../../src/runtimes/runtime.ts";
import { recordAgent, recordSpawn } from "../../../src/store/session-changes.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import type { SpoolWorld } from "../../../src/supervisor/agents/spool-reader.ts";
import { TmuxLink } from "../../../src/supervisor/tmux-link.ts";
import { until } from "../../support/wait.ts";
import { testTmux } from "../../tmux/fixture.ts";
import { type Spooled, spooled, TOLD } from "./spooled.ts";

export interface Screened extends Spooled {
  world: SpoolWorld & { tmux: TmuxLink };
  /** The session as it is now. */
  now(): Session;
  /** Its pane shows this from now on, and nothing else. */
  show(text: string): Promise<void>;
}

/** A session in a real pane, whose agent's process runs. Its runtime reads `ready`, `busy` and `asks: …` on its screen. */
export async function screened(
  state: "booting" | "working",
  change: Partial<Runtime> = {},
): Promise<Screened> {
  const it = spooled(state, { ...TOLD, readScreen: ({ rows }) => read(rows), ...change });
  const t = await testTmux();
  const tmux = new TmuxLink({ connect: async () => t.tmux, onGone: () => undefined });
  await tmux.get();
  const file = join(it.test.folder, "screen");
  writeFileSync(file, "");
  const { address } = await t.spawn(["tail", "-n", "+1", "-f", file]);
  const logs = sessionLogs(it.world.paths, it.session.key);
  mkdirSync(logs, { recursive: true });
  it.test.store.writeNow((tx) => {
    recordSpawn(tx, it.session.id, address, null);
    recordAgent(tx, it.session.id, { pid: process.pid, startTime: "now" }, 0);
  });
  return {
    ...it,
    world: { ...it.world, tmux },
    now: () => requireSession(it.test.db, it.session.id),
    show: async (text) => {
      appendFileSync(file, `\u001b[2J\u001b[H${text}\n`);
      appendFileSync(join(logs, "output.log"), text);
      await until(`it shows ${text}`, async () => (await t.tmux.readScreen(address.paneId)).rows[0] === text);
    },
    [Symbol.asyncDispose]: async () => {
      await t[Symbol.asyncDispose]();
      await it[Symbol.asyncDispose]();
    },
  };
}

function read([first = ""]: readonly string[]): ScreenReading {
  if (first.startsWith("asks: "))
    return { ...plainReading("dialog"), dialog: { what: "trust", text: first.slice(6), options: [] } };
  return plainReading(first === "ready" ? "ready" : first === "busy" ? "busy" : "plain");
}
