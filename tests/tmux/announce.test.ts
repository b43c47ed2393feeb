import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { quoteShell } from "../../src/tmux/quote.ts";
import { until } from "../support/wait.ts";
import { ask, testPlace, testTmux } from "./fixture.ts";

/** A person's terminal, attached to an agent: a pane of another tmux server, which tells whether a bell has rung. */
async function attachedTerminal(t: Awaited<ReturnType<typeof testTmux>>) {
  const { address } = await t.spawn(["sleep", "600"]);
  const place = testPlace();
  const argv = t.tmux.attachArgv(address, { readOnly: false }).map(quoteShell).join(" ");
  const command = ["new-session", "-d", "-x", "120", "-y", "24", "--", "sh", "-c", `unset TMUX; ${argv}`];
  await Bun.spawn(["tmux", "-u", "-S", place.place.socket, "-f", "/dev/null", ...command], {
    env: place.place.environment,
  }).exited;
  const clients = async () =>
    (await ask(t.place, "list-clients", "-F", "#{client_control_mode}")).split("\n");
  await until("it is attached", async () => (await clients()).includes("0"));
  return {
    screen: () => ask(place.place, "capture-pane", "-p"),
    /** A bell is only kept in a window that nobody looks at. */
    lookElsewhere: () => ask(place.place, "new-window", "cat"),
    hasRung: async () =>
      (await ask(place.place, "list-windows", "-F", "#{window_bell_flag}")).startsWith("1"),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

test("with nobody attached it is shown nowhere", async () => {
  await using t = await testTmux();
  await t.spawn(["sleep", "600"]);
  expect(await t.tmux.announce("hello")).toBe(0);
});

test("a person who is attached sees the line to the letter, and hears a bell", async () => {
  await using t = await testTmux();
  await using person = await attachedTerminal(t);
  const touched = join(t.folder, "touched");
  const shown = until("the line shows", async () =>
    /100% of #\{pid\} #\(touch .*\) # \[reverse\] two/.test(await person.screen()),
  );
  expect(await t.tmux.announce(`100% of #{pid} #(touch ${touched}) #[reverse]\ntwo`)).toBe(1);
  await shown;
  expect(existsSync(touched)).toBe(false);
  await person.lookElsewhere();
  expect(await t.tmux.announce("again")).toBe(1);
  await until("the bell has rung", person.hasRung);
});
