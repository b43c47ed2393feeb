import type { RuntimeSettings } from "../config/runtimes.ts";
import { checkProgram } from "./check-program.ts";
import type { Installation, InstallationCheck } from "./installation.ts";

interface Parts {
  /** The runtime's, and what is configured of it. */
  name: string;
  entry: RuntimeSettings;
  /** The program where the configuration names no other. */
  program: string;
  /** The line that installs it. */
  install: string;
  tested: NonNullable<Installation["tested"]>;
  /** Looks at the rest, such as the login, once the program is there; the environment is that of its agents. */
  checkRest(
    environment: Readonly<Record<string, string | undefined>>,
    root: string,
  ): Promise<InstallationCheck[]> | InstallationCheck[];
}

/** The installation of an adapter's program. */
export const programInstallation = ({
  name,
  entry,
  program,
  install,
  tested,
  checkRest,
}: Parts): Installation => ({
  tested,
  check: async (root, inherited) => {
    const environment = { ...inherited, ...entry.env };
    const found = await checkProgram(
      { name, command: entry.command ?? program, install, tested },
      environment,
    );
    return found.state === "failed" ? [found] : [found, ...(await checkRest(environment, root))];
  },
});
