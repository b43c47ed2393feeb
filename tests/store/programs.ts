import { join } from "node:path";
import { until } from "../support/wait.ts";

export interface Program extends AsyncDisposable {
  /** Lines it has printed so far; the last one may be incomplete when it was killed. */
  lines: string[];
  /** Ends its standard input and waits for its end. */
  release(): Promise<void>;
  /** Kills it with SIGKILL and waits until it is gone and all its output read; so does the end of the scope. */
  kill(): Promise<void>;
}

/** Starts one of the programs beside this file, in a process of its own. */
export function startProgram(name: "open" | "write", ...args: string[]): Program {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "programs", `${name}.ts`), ...args], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines: string[] = [];
  const read = readInto(lines, child.stdout);
  const kill = async () => {
    child.kill("SIGKILL");
    await Promise.all([child.exited, read]);
  };
  return {
    lines,
    release: async () => {
      await child.stdin.end();
      await Promise.all([child.exited, read]);
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

/** Its first line. */
export const firstLine = ({ lines }: Program): Promise<string> => until("a line of output", () => lines[0]);

async function readInto(lines: string[], output: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of output) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  }
}
