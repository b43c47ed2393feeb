import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { overstory } from "../cli/support/cli.ts";
import { until } from "../support/wait.ts";
import { type HostileProject, hostileProject } from "./hostile-project.ts";

/** Sets a title, clears the screen, answers for the terminal, turns the direction, runs a command where tmux expands it. */
const evil = (marker: string) =>
  `\x1b]0;owned\x07\x1b[2J\x1b[6n\x9b31m\rfake\b\u202e#(touch '${marker}'; echo)#{pane_pid}#[fg=red]$(touch '${marker}')`;

/** What a terminal would obey, line ends excepted. */
const LIVE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

let t: HostileProject;
let marker: string;
let session: string;

beforeAll(async () => {
  t = await hostileProject([{ id: "author" }, { id: "reader" }]);
  const { folder } = t.project.repository;
  marker = join(folder, "marker");
  session = t.session("author").key;
  const text = evil(marker);
  const { outcomes } = await t.tries("author", [
    { path: "/tasks", body: { title: text, description: text, parent: "self" } },
    { path: "/sessions/self/activities", body: { kind: "note", text } },
    { path: "/sessions/self/activities", body: { kind: "update", text } },
    { path: "/sessions/self/activities", body: { kind: "artifact", text, path: `docs/${text}` } },
    { path: "/mail", body: { to: "operator", type: "question", subject: text, body: text } },
    { path: "/mail", body: { to: t.session("reader").key, priority: "urgent", subject: text, body: text } },
    { path: "/sessions/self/phase", body: { phase: "approval", question: text } },
    { path: `/sessions/${session}/signals`, body: { attempt: 1, report: { kind: "progress", note: text } } },
  ]);
  expect(outcomes.map(({ status, body }) => [status, body.error?.message])).toEqual(
    outcomes.map(() => [200, undefined]),
  );
}, 60_000);

afterAll(async () => t?.[Symbol.asyncDispose]());

const COMMANDS = [
  "status --all",
  "alerts",
  "sessions",
  "session show SESSION-001",
  "why SESSION-001",
  "task list --all",
  "task show TASK-001",
  "log",
  "events",
  "mail list",
  "mail read MAIL-001",
  "run show RUN-001",
  "merge list",
  "receipt RUN-001",
  "mail send nobody\x1b[2J hello",
];

/** Those of them that show the text itself. */
const SHOWING = /^(status|alerts|sessions|log|events|task list|session show|mail (list|read))/;

test.each(COMMANDS.map((line) => [line]))(
  "overstory %s prints nothing that a terminal obeys",
  async (line) => {
    const { stdout, stderr } = await overstory(t.project.repository.path, ...line.split(" "));
    const lines = `${stdout}\n${stderr}`.split("\n");
    expect(lines.filter((one) => LIVE.test(one))).toEqual([]);
    expect(evil(marker)).toMatch(LIVE);
    expect(lines.join("")).toMatch(SHOWING.test(line) ? /fake/ : /\S/);
  },
);

test("tmux shows it and carries out nothing of it", async () => {
  const target = `=ov-${t.session("author").id}:`;
  const control = `${marker}.control`;
  const shows = (text: string) => t.project.tmux("display-message", "-p", "-t", target, text);
  await until("tmux has carried out what was given to it as a format", () => {
    for (const name of ["status-left", "status-right", "window-status-current-format", "set-titles-string"])
      shows(`#{E:${name}}`);
    shows(`#(touch '${control}'; echo)`);
    return existsSync(control);
  });
  expect(existsSync(marker)).toBe(false);
});

test("the daemon's log holds it in no form that a terminal obeys", async () => {
  const lines = (await t.project.log()).split("\n");
  expect(lines.filter((one) => LIVE.test(one))).toEqual([]);
});
