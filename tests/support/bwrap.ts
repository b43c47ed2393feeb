import { existsSync } from "node:fs";
import { join } from "node:path";
import { trialArgv } from "../../src/process/sandbox.ts";
import { AGENT_BIN } from "./agent-clis.ts";

/** Codex brings one along. */
const OF_CODEX = join(
  AGENT_BIN,
  "../@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/codex-resources/bwrap",
);

/** Path of a bubblewrap that works here; null where there is none, or the kernel forbids it: its tests are skipped. */
export function bwrapPath(): string | null {
  const found = [Bun.which("bwrap"), existsSync(OF_CODEX) ? OF_CODEX : null];
  return found.find((path) => path !== null && Bun.spawnSync(trialArgv(path)).exitCode === 0) ?? null;
}
