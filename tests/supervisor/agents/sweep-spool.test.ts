import { expect, test } from "bun:test";
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hookLine } from "../../../src/runtimes/hook-line.ts";
import { sweepSpool } from "../../../src/supervisor/agents/sweep-spool.ts";
import { until } from "../../support/wait.ts";
import { type Spooled, spooled } from "./spooled.ts";

/** Sweeps when all that is there has lain there for long. */
function sweepLater({ folder, world: { log } }: Spooled): void {
  const longAgo = Date.now() / 1000 - 100;
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), longAgo, longAgo);
  const taken = existsSync(join(folder, "index")) ? Bun.file(join(folder, "index")).size : 0;
  sweepSpool({ folder, taken, now: Date.now(), log });
}

test("what a hook has begun to write is there for it, however long it takes", async () => {
  await using it = spooled("working");
  writeFileSync(join(it.folder, "index"), "");
  const hook = Bun.spawn(["sh", "-c", hookLine(it.folder, "Event")], { stdin: "pipe" });
  await until("it has begun", () => existsSync(join(it.folder, String(hook.pid))));
  sweepLater(it);
  hook.stdin.write(JSON.stringify({ kind: "prompt", text: "after all" }));
  await hook.stdin.end();
  await hook.exited;
  await it.reader.takeIn(it.session.id);
  expect(it.prompts).toEqual(["after all"]);
  expect(it.warnings).toEqual([]);
});

test("what a hook was writing that was killed is removed", async () => {
  await using it = spooled("working");
  writeFileSync(join(it.folder, "index"), "");
  const hook = Bun.spawn(["sh", "-c", hookLine(it.folder, "Event")], { stdin: "pipe" });
  await until("it has begun", () => existsSync(join(it.folder, String(hook.pid))));
  hook.kill("SIGKILL");
  await hook.exited;
  await hook.stdin.end();
  sweepLater(it);
  expect(readdirSync(it.folder)).toEqual(["index"]);
  expect(it.warnings).toEqual([expect.stringContaining("1 hooks were ended")]);
});

test("nothing goes while there is something that was not taken in", async () => {
  await using it = spooled("working");
  await it.call("Event", { kind: "prompt", text: "one" });
  const longAgo = Date.now() / 1000 - 100;
  for (const name of readdirSync(it.folder)) utimesSync(join(it.folder, name), longAgo, longAgo);
  sweepSpool({ folder: it.folder, taken: 0, now: Date.now(), log: it.world.log });
  await it.reader.takeIn(it.session.id);
  expect(it.prompts).toEqual(["one"]);
});
