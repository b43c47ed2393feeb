import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { STATUS_SETTLES_MS } from "../../../src/domain/agent/status-evidence.ts";
import type { StatusFile } from "../../../src/runtimes/status-file.ts";
import { getTurn } from "../../../src/store/turns.ts";
import { StatusWatch } from "../../../src/supervisor/agents/status-watch.ts";
import { tempFolder } from "../../support/temp.ts";
import { until } from "../../support/wait.ts";
import { screened } from "./screened.ts";

const PROMPT = { kind: "prompt", text: "go" };
const ASK = { what: "permission", tool: "Bash", text: "rm -rf build" };

/** A working session whose CLI keeps a file, and a clock that a test may put forward. */
async function withStatus(folder: string) {
  const path = join(folder, "statuses", "one");
  const words = ["working", "idle", "waiting"] as const;
  const statusFile: StatusFile = {
    path: () => path,
    read: (text) => words.find((word) => word === text) ?? null,
  };
  const it = await screened("working", { statusFile });
  const clock = { ahead: 0 };
  const watch = new StatusWatch({ ...it.world, clock: () => Date.now() + clock.ahead }, it.reader);
  return {
    ...it,
    clock,
    watch,
    write: (status: string) => {
      mkdirSync(join(folder, "statuses"), { recursive: true });
      writeFileSync(path, status);
    },
    turn: () => getTurn(it.test.db, it.session.id),
    hear: async (signal: unknown) => {
      await it.call("Event", signal);
      await it.reader.takeIn(it.session.id);
    },
  };
}

test("a turn is taken for broken off when its CLI idles, as the system tells it, and not between two signs of one thing", async () => {
  using folder = tempFolder();
  await using it = await withStatus(folder.path);
  it.watch.watch(it.now()); // there is no folder to watch yet
  it.write("idle");
  await it.hear(PROMPT);
  it.watch.watch(it.now());
  it.write("working");
  await it.hear({ kind: "progress", note: "works" });
  it.write("idle");
  expect(it.turn()?.state).toBe("working");
  it.clock.ahead = STATUS_SETTLES_MS;
  await until("it is noticed", () => it.turn()?.isInterrupted);
  expect(it.told().at(-1)).toBe("session.interrupted");
  it.watch.close();
});

test("a dialog that was answered is over when its CLI works on, though no hook tells", async () => {
  using folder = tempFolder();
  await using it = await withStatus(folder.path);
  for (const signal of [PROMPT, { kind: "asks", ask: ASK }]) await it.hear(signal);
  it.write("waiting");
  it.clock.ahead = STATUS_SETTLES_MS;
  it.watch.sweep([it.now()]);
  expect(it.turn()?.ask).toEqual(ASK as never);
  it.write("working");
  await until("it is noticed", () => it.turn()?.ask === null);
  expect(it.turn()?.state).toBe("working");
  it.watch.close();
});

test("what a CLI waits for without a word of its hooks is read from its screen", async () => {
  using folder = tempFolder();
  await using it = await withStatus(folder.path);
  await it.hear(PROMPT);
  await it.show("asks: Which parser?");
  it.clock.ahead = STATUS_SETTLES_MS;
  it.write("waiting");
  it.watch.sweep([it.now()]);
  await until("it is noticed", () => it.turn()?.ask);
  expect(it.turn()?.ask).toEqual({ what: "question", tool: null, text: "Which parser?" });
  it.watch.close();
});
