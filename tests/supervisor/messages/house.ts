import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Message } from "../../../src/domain/agent/message.ts";
import { plainReading, type ScreenReading } from "../../../src/domain/agent/screen-reading.ts";
import type { PaneScreen } from "../../../src/domain/pane-screen.ts";
import type { Session } from "../../../src/domain/session.ts";
import type { Runtime } from "../../../src/runtimes/runtime.ts";
import { shellRuntime } from "../../../src/runtimes/shell.ts";
import { listEvents } from "../../../src/store/events.ts";
import { listMessages, markSeen, type NewMessage, requireMessage } from "../../../src/store/messages.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { Store } from "../../../src/store/store.ts";
import { Answers } from "../../../src/supervisor/messages/answers.ts";
import { Messages } from "../../../src/supervisor/messages/messages.ts";
import type { PaneSpec } from "../../../src/tmux/spawn-pane.ts";
import { addSession } from "../../store/fixture.ts";
import { until } from "../../support/wait.ts";
import { logger, testTmux } from "../../tmux/fixture.ts";
import type { TuiState } from "./tui.ts";

const SHELL = shellRuntime(null, { env: {}, pass: [] });
const TUI = join(import.meta.dir, "tui.ts");

/** How the screen of tui.ts is read, as the adapter of a CLI would. */
export function readTui({ rows }: PaneScreen): ScreenReading {
  if (rows.every((row) => row === "")) return plainReading("plain");
  const asked = rows.find((row) => row.startsWith("Do you want"));
  if (asked !== undefined)
    return {
      ...plainReading("dialog"),
      dialog: {
        what: "permission",
        text: asked,
        options: [
          { label: "Yes", means: "allow", keys: ["1"] },
          { label: "No", means: "deny", keys: ["Escape"] },
        ],
      },
    };
  const box = rows.filter((row) => row.startsWith(">")).map((row) => row.slice(2));
  const isHidden = box.length === 0;
  return {
    ...plainReading(rows.some((row) => row.startsWith("working")) ? "busy" : "ready"),
    draft: isHidden ? null : box.join("\n").trim(),
  };
}

const tuiRuntime = (takesWhileBusy: boolean): Runtime => ({
  ...SHELL,
  name: "tui",
  takesWhileBusy,
  abilities: { ...SHELL.abilities, proof: "hook", answers: true, hooks: true },
  readScreen: readTui,
  refusesText: (text) => (text.startsWith("/") ? "it is a command" : undefined),
});

/** Messages over a real database and a real tmux, to programs in real panes. */
export async function messageHouse({ takesWhileBusy = false } = {}) {
  const tmux = await testTmux();
  const store = Store.open(join(tmux.folder, "overstory.db"), "owner", Date.now);
  const runtimes = [tuiRuntime(takesWhileBusy), SHELL];
  const answered: string[] = [];
  let isReachable = true;
  const parts = {
    store,
    clock: Date.now,
    log: logger,
    tmux: {
      current: tmux.tmux,
      isIn: () => isReachable,
    },
    runtimes: {
      all: runtimes,
      require: (name: string) => runtimes.find((one) => one.name === name) ?? SHELL,
    },
    answered: async (id: string) => {
      answered.push(id);
    },
  };
  let messages = new Messages(parts);
  let answers = new Answers(parts, messages);
  messages.start();

  const spawn = async (runtime: string, argv: PaneSpec["argv"]): Promise<Session> => {
    const session = addSession(store, { name: `agent-${crypto.randomUUID().slice(0, 8)}`, runtime });
    const { address } = await tmux.spawn(argv);
    store.writeNow((tx) => {
      tx.db
        .query("UPDATE sessions SET pane = ?, state = 'working' WHERE id = ?")
        .run(JSON.stringify(address), session.id);
    });
    return requireSession(store.db, session.id);
  };

  return {
    ...tmux,
    store,
    answered,
    /** From now on no pane can be read. */
    losePanes: () => {
      isReachable = false;
    },
    get messages() {
      return messages;
    },
    get answers() {
      return answers;
    },
    spawn,
    /** An agent with the screen of tui.ts, and what it took. */
    async tui(state: TuiState = {}) {
      const folder = join(tmux.folder, crypto.randomUUID());
      await Bun.$`mkdir ${folder}`;
      const be = (next: TuiState) => writeFileSync(join(folder, "state.json"), JSON.stringify(next));
      be(state);
      const session = await spawn("tui", [process.execPath, TUI, folder]);
      const file = join(folder, "taken");
      const read = (): { kind: string; text: string }[] =>
        existsSync(file)
          ? readFileSync(file, "utf8")
              .split("\n")
              .filter((line) => line !== "")
              .map((line) => JSON.parse(line))
          : [];
      await until("the program shows its screen", () => read().length > 0);
      let proven = 0;
      return {
        session,
        be,
        /** Everything but that it is ready. */
        taken: () => read().slice(1),
        prompts: () => read().flatMap(({ kind, text }) => (kind === "prompt" ? [text] : [])),
        /** As the hooks of an agent would: what it took is proof. */
        prove: () => {
          const prompts = read().filter(({ kind }) => kind === "prompt");
          for (const { text } of prompts.slice(proven))
            store.writeNow((tx) => markSeen(tx, session.id, text));
          proven = prompts.length;
        },
      };
    },
    send: (session: Session, text: string, more: Partial<NewMessage> = {}) =>
      messages.send(session, {
        text,
        origin: "operator",
        submit: true,
        requestId: null,
        patienceMs: 20_000,
        ...more,
      }),
    /** Waits until it is in that state. */
    becomes: (id: string, state: Message["state"], meanwhile: () => void = () => {}) =>
      until(`it is ${state}`, () => {
        meanwhile();
        const message = requireMessage(store.db, id);
        return message.state === state ? message : undefined;
      }),
    events: ({ id }: Session) =>
      listEvents(store.db, { after: 0, limit: 1000, sessionId: id })
        .map(({ kind }) => kind)
        .filter((kind) => kind.startsWith("message.")),
    all: () => listMessages(store.db, null, 100),
    /** Another daemon takes over. */
    async restart() {
      await messages.stop();
      messages = new Messages(parts);
      answers = new Answers(parts, messages);
      messages.start();
    },
    async [Symbol.asyncDispose]() {
      await messages.stop();
      store.close();
      await tmux[Symbol.asyncDispose]();
    },
  };
}
