import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { quoteShell } from "../../src/tmux/quote.ts";
import type { SpawnedPane } from "../../src/tmux/spawn-pane.ts";
import { until } from "../support/wait.ts";
import { ask, testPlace, testTmux } from "./fixture.ts";

type Test = Awaited<ReturnType<typeof testTmux>>;

/** A person's terminal of 80 by 24: a pane of another tmux server, in which the attach command runs. */
async function terminal(t: Test, { address }: SpawnedPane, { readOnly = false } = {}) {
  const place = testPlace();
  // These keys come faster than a person's, and must not be taken for a paste.
  await ask(t.place, "set-option", "-g", "assume-paste-time", "0");
  const argv = t.tmux.attachArgv(address, { readOnly }).map(quoteShell).join(" ");
  const tmux = (...args: string[]) =>
    Bun.spawn(["tmux", "-u", "-S", place.place.socket, "-f", "/dev/null", ...args], {
      env: place.place.environment,
    }).exited;
  await tmux(
    "new-session",
    "-d",
    "-x",
    "80",
    "-y",
    "24",
    "--",
    "sh",
    "-c",
    `unset TMUX; ${argv}; echo LEFT; cat`,
  );
  const screen = () => ask(place.place, "capture-pane", "-p");
  await until("it is attached", async () => (await ask(t.place, "list-clients")).includes("attached"));
  return {
    screen,
    async leave() {
      await ask(place.place, "send-keys", "C-b", "d");
      await until("it is left", async () => (await screen()).includes("LEFT"));
    },
    keys: (...keys: string[]) => ask(place.place, "send-keys", ...keys),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

test("a person sees the session's title and how to leave, and leaving ends nothing", async () => {
  await using t = await testTmux();
  const pane = await t.spawn(["sh", "-c", "echo HELLO; exec sleep 600"], { title: "builder of walls" });
  await using person = await terminal(t, pane);
  await until("the screen shows", async () =>
    /HELLO[\s\S]*builder of walls .*Ctrl-b d/.test(await person.screen()),
  );
  await person.leave();
  expect(await t.tmux.readDeath(pane.address.paneId)).toBe("alive");
});

test("a hostile title is shown to the letter and runs nothing", async () => {
  await using t = await testTmux();
  const touched = join(t.folder, "touched");
  const title = `#(touch ${touched}) #{pid} #[reverse]%H ##`;
  const pane = await t.spawn(["sleep", "600"], { title });
  await ask(t.place, "set-option", "-g", "status-left-length", "200");
  await ask(t.place, "set-option", "-g", "status-right", "");
  await using person = await terminal(t, pane);
  const start = `#(touch ${touched})`.slice(0, 60);
  await until("the title shows", async () => (await person.screen()).includes(start));
  await ask(
    t.place,
    "set-option",
    "-t",
    pane.address.sessionId,
    "status-left",
    "#{s|.*touched||:@overstory_name}",
  );
  await until("its end shows", async () => (await person.screen()).includes(") #{pid} #[reverse]%H ##"));
  expect(existsSync(touched)).toBeFalse();
});

test("a small terminal does not shrink the agent's pane, during or after", async () => {
  await using t = await testTmux();
  const pane = await t.spawn(["sleep", "600"]);
  const size = () =>
    ask(t.place, "display-message", "-p", "-t", pane.address.paneId, "#{window_width}x#{window_height}");
  expect(await size()).toBe("200x50");
  await using person = await terminal(t, pane);
  expect(await size()).toBe("200x50");
  await person.leave();
  expect(await size()).toBe("200x50");
});

test("no key of tmux ends or adds anything", async () => {
  await using t = await testTmux();
  const pane = await t.spawn(["sh", "-c", "stty raw -echo; exec cat"]);
  await using person = await terminal(t, pane);
  for (const key of [
    "&",
    "x",
    "c",
    "%",
    '"',
    "!",
    ":",
    "D",
    "s",
    "w",
    "<",
    ">",
    "$",
    ",",
    ".",
    "M",
    "m",
    "z",
  ]) {
    await person.keys("C-b", key);
    await person.keys("y", "Enter");
  }
  await person.leave();
  expect(await t.tmux.listPanes()).toHaveLength(2);
  expect(await t.tmux.readDeath(pane.address.paneId)).toBe("alive");
}, 20_000);

test("a session of an earlier server is refused: its id may be another's by now", async () => {
  await using t = await testTmux();
  const { address } = await t.spawn(["sleep", "600"]);
  const earlier = { ...address, serverStartedAt: 1 };
  expect(() => t.tmux.attachArgv(earlier, { readOnly: false })).toThrow("is not one of");
});

test("read-only: nothing a person types reaches the agent", async () => {
  await using t = await testTmux();
  const pane = await t.spawn(["sh", "-c", "exec cat"]);
  await using person = await terminal(t, pane, { readOnly: true });
  await until("it says so", async () => (await person.screen()).includes("read-only"));
  await person.keys("typed", "Enter");
  await person.leave();
  expect((await t.tmux.readScreen(pane.address.paneId)).rows.join("\n")).not.toContain("typed");
});
