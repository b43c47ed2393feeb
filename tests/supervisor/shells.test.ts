import { expect, test } from "bun:test";
import { createLogger } from "../../src/log.ts";
import { createDeathWatch } from "../../src/process/death-watch.ts";
import { identify } from "../../src/process/identity.ts";
import { pauseSession } from "../../src/store/session-keeping.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { Shells } from "../../src/supervisor/shells.ts";
import { addSession, testStore } from "../store/fixture.ts";
import { until } from "../support/wait.ts";

test("a session is paused when its shell dies, also one that died before anybody watched; others go on", async () => {
  using test = testStore();
  const deaths = createDeathWatch();
  const shells = new Shells({ store: test.store, deaths, log: createLogger() });
  const begin = async (name: string) => {
    const child = Bun.spawn(["sleep", "1000"]);
    const identified = await identify(child.pid);
    if (typeof identified === "string" || "unknown" in identified) throw new Error("not identified");
    const session = addSession(test.store, {
      name,
      source: "cli",
      state: "working",
      terminal: identified.found,
    });
    return { child, attention: () => requireSession(test.db, session.id).attentionReason, session };
  };
  const [early, late, living, paused] = await Promise.all(["a", "b", "c", "d"].map(begin));
  if (!early || !late || !living || !paused) throw new Error("not begun");
  try {
    test.store.writeNow((tx) => pauseSession(tx, requireSession(tx.db, paused.session.id), "lunch"));
    early.child.kill("SIGKILL");
    await early.child.exited;
    shells.watchAll();
    shells.watchAll();
    late.child.kill("SIGKILL");
    paused.child.kill("SIGKILL");
    await until("both are paused", () => early.attention() && late.attention());
    expect([early.attention(), late.attention(), living.attention(), paused.attention()]).toEqual([
      "its shell is gone",
      "its shell is gone",
      null,
      "lunch",
    ]);
  } finally {
    for (const { child } of [late, living, paused]) child.kill("SIGKILL");
    shells.close();
    await deaths.close();
  }
});
