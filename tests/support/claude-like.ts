#!/usr/bin/env bun
/**
 * Behaves in what taking over touches as Claude Code does: tells of itself in sessions/PID.json, keeps a conversation's file,
 * goes on with `--resume ID` where that file is, and calls its SessionStart hook.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  args: process.argv.slice(2),
  strict: false,
  options: {
    resume: { type: "string" },
    "session-id": { type: "string" },
    settings: { type: "string" },
    "permission-mode": { type: "string" },
  },
});
const home = process.env.CLAUDE_CONFIG_DIR ?? "";
const id = String(values.resume ?? values["session-id"]);
const transcript = join(home, "projects", "p", `${id}.jsonl`);
const running = join(home, "sessions", `${process.pid}.json`);
if (values.resume !== undefined && !existsSync(transcript)) {
  console.log(`No conversation found with session ID: ${id}`);
  process.exit(1);
}
for (const folder of ["sessions", "projects/p"]) mkdirSync(join(home, folder), { recursive: true });
writeFileSync(transcript, `${JSON.stringify({ type: "user", cwd: process.cwd(), sessionId: id })}\n`, {
  flag: "a",
});

process.on("SIGTERM", () => {
  rmSync(running, { force: true });
  process.exit(143);
});
callHook();
writeFileSync(
  running,
  JSON.stringify({
    pid: process.pid,
    sessionId: id,
    cwd: process.cwd(),
    status: "idle",
    procStart: procStart(),
  }),
);
setInterval(() => {}, 1000);

function procStart(): string | undefined {
  const stat = readFileSync("/proc/self/stat", "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function callHook(): void {
  if (typeof values.settings !== "string") return;
  const settings = JSON.parse(readFileSync(values.settings, "utf8"));
  const payload = JSON.stringify({
    session_id: id,
    transcript_path: transcript,
    cwd: process.cwd(),
    hook_event_name: "SessionStart",
    source: "resume",
  });
  for (const { hooks } of settings.hooks.SessionStart)
    for (const { command } of hooks) Bun.spawnSync(["sh", "-c", command], { stdin: Buffer.from(payload) });
}
