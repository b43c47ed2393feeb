import { systemCode } from "../errors.ts";
import { type Answer, accepted, never, notNow } from "./sink.ts";

/** Runs a program, with `input` on its stdin; exit status 0 accepts. It and what it started are killed when `signal` aborts. */
export async function runChild(argv: readonly string[], input: string, signal: AbortSignal): Promise<Answer> {
  let child: Bun.Subprocess<Buffer, "ignore", "ignore">;
  try {
    child = Bun.spawn([...argv], {
      stdin: Buffer.from(input),
      stdout: "ignore",
      stderr: "ignore",
      detached: true, // a process group of its own, so that all of it can be ended
    });
  } catch (error) {
    if (systemCode(error) === "ENOENT") return never(`${argv[0]} is not installed`);
    return notNow(`${argv[0]} cannot be started (${systemCode(error) ?? "unknown"})`);
  }
  const aborted = new Promise<"aborted">((resolve) => {
    signal.addEventListener("abort", () => resolve("aborted"), { once: true });
    if (signal.aborted) resolve("aborted");
  });
  const end = await Promise.race([child.exited, aborted]);
  if (end === 0) return accepted("exit status 0");
  if (end !== "aborted") return notNow(`exit status ${end}`);
  killGroup(child.pid);
  return notNow("did not end in time");
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if (systemCode(error) !== "ESRCH") throw error;
  }
}
