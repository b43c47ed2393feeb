const PROGRAM = new URL("../../../src/main.ts", import.meta.url).pathname;

interface Place {
  cwd: string;
  /** Beside the environment of the tests. */
  env?: Record<string, string>;
  stdin?: string;
  /** It is ended then. */
  withinMs?: number;
}

/** Runs the real program to its end. */
export const overstory = (cwd: string, ...argv: string[]) => overstoryIn({ cwd }, ...argv);

export async function overstoryIn({ cwd, env = {}, stdin, withinMs = 20_000 }: Place, ...argv: string[]) {
  const child = Bun.spawn([process.execPath, PROGRAM, ...argv], {
    cwd,
    env: { ...process.env, ...env },
    stdin: stdin === undefined ? "ignore" : Buffer.from(stdin),
    stdout: "pipe",
    stderr: "pipe",
    timeout: withinMs,
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  return { stdout, stderr, exitCode };
}
