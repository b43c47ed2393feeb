const PROGRAM = new URL("../../../src/main.ts", import.meta.url).pathname;

/** Runs the real program to its end. */
export async function overstory(cwd: string, ...argv: string[]) {
  const child = Bun.spawn([process.execPath, PROGRAM, ...argv], {
    cwd,
    env: process.env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: 20_000,
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  return { stdout, stderr, exitCode };
}
