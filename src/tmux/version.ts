import { runCommand } from "../command.ts";
import { OverstoryError } from "../errors.ts";

/** The first with what we rely on: clients that never start a server (-N), no-output clients, nested formats. */
const LEAST = { major: 3, minor: 2 };

const INSTALL = "install it with your package manager: apt install tmux, or brew install tmux";

/** Throws `tmux` unless the tmux on the PATH is 3.2 or later. */
export async function checkVersion(environment: Record<string, string>): Promise<void> {
  const text = await readVersion(environment);
  // A build of the development branch calls itself `tmux master` or `tmux next-3.7`.
  if (text === "tmux master") return;
  const [, major, minor] = /^tmux (?:next-)?(\d+)\.(\d+)/.exec(text) ?? [];
  const isNewEnough =
    Number(major) > LEAST.major || (Number(major) === LEAST.major && Number(minor) >= LEAST.minor);
  if (isNewEnough) return;
  throw new OverstoryError(
    "tmux",
    `overstory needs tmux ${LEAST.major}.${LEAST.minor} or later; found "${text}"`,
    { hint: INSTALL },
  );
}

async function readVersion(environment: Record<string, string>): Promise<string> {
  try {
    return (await runCommand(["tmux", "-V"], { env: environment, deadlineMs: 5000 })).stdout.trim();
  } catch (error) {
    if (!(error instanceof OverstoryError && error.code === "internal")) throw error;
    throw new OverstoryError("tmux", "tmux is not on the PATH", { hint: INSTALL, cause: error });
  }
}
