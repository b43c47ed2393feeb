/** What can be told of a CLI on this machine. Nothing secret is ever in a message. */
export interface InstallationCheck {
  /** Short: `claude`, `claude login`, `claude trust`. */
  name: string;
  state: "ok" | "warning" | "failed";
  message: string;
  /** The line that repairs it, or what to do; null when all is well. */
  hint: string | null;
  /** `doctor --fix` can repair it: asks this before, and then calls. */
  repair: { question: string; run(): Promise<string> } | null;
}

export interface Installation {
  /** Versions against which the adapter was tried, oldest and newest; null where no adapter is. */
  tested: { oldest: string; newest: string } | null;
  /**
   * Looks at the program, its version, its login and what would stop it in this project. Starts no model, and takes a few
   * seconds at most.
   *
   * @param root top of the repository's main work tree
   */
  check(
    root: string,
    environment: Readonly<Record<string, string | undefined>>,
  ): Promise<InstallationCheck[]>;
}
