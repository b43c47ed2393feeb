import { runCommand } from "../command.ts";
import { describeError, OverstoryError } from "../errors.ts";
import type { Installation, InstallationCheck } from "./installation.ts";
import { packageVersion } from "./package-version.ts";

const DEADLINE_MS = 10_000;

interface Program {
  /** The runtime's. */
  name: string;
  /** As it is started: a path, or found in PATH. */
  command: string;
  /** The line that installs it. */
  install: string;
  tested: NonNullable<Installation["tested"]>;
}

/** Whether the program is there, starts, and has a version that its adapter was tried with. */
export async function checkProgram(
  { name, command, install, tested }: Program,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<InstallationCheck> {
  const path = Bun.which(command, { PATH: environment.PATH ?? "" });
  if (path === null) return failed(name, `${command} is not in the daemon's PATH`, install);
  const version = packageVersion(path) ?? (await readVersion(path, environment));
  if (version instanceof OverstoryError)
    return failed(name, `${path} does not start: ${describeError(version)}`, `${path} --version`);
  const { oldest, newest } = tested;
  const isTried = Bun.semver.order(version, oldest) >= 0 && Bun.semver.order(version, newest) <= 0;
  const range = oldest === newest ? oldest : `${oldest} to ${newest}`;
  return {
    name,
    state: isTried ? "ok" : "warning",
    message: isTried ? `${version} (${path})` : `${version} (${path}) was not tried, only ${range}`,
    hint: isTried ? null : `if its screen or its hooks are misread: ${install}`,
    repair: null,
  };
}

const failed = (name: string, message: string, hint: string): InstallationCheck => ({
  name,
  state: "failed",
  message,
  hint,
  repair: null,
});

async function readVersion(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | OverstoryError> {
  try {
    const { exitCode, stdout, stderr } = await runCommand([path, "--version"], {
      deadlineMs: DEADLINE_MS,
      env,
    });
    const version = /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
    if (exitCode === 0 && version !== undefined) return version;
    const [said = ""] = (stderr || stdout).trim().split("\n", 1);
    return new OverstoryError("internal", `it ended with ${exitCode}${said && `: ${said}`}`);
  } catch (error) {
    if (error instanceof OverstoryError) return error;
    throw error;
  }
}
