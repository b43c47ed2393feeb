/** Of git's own variables only who the user is and where the configuration lies; never which repository is meant. */
const KEPT = /^GIT_((AUTHOR|COMMITTER)_(NAME|EMAIL)|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH)$/;

/**
 * An environment in which git asks nothing, speaks English, and looks for its repository in `folder` and nowhere
 * above it: where a `.git` file is lost, the command fails instead of reaching the repository around it.
 */
export function gitEnvironment(
  inherited: Record<string, string | undefined>,
  ceiling: string,
): Record<string, string | undefined> {
  const kept = Object.entries(inherited).filter(([name]) => !name.startsWith("GIT_") || KEPT.test(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_CEILING_DIRECTORIES: ceiling,
  };
}
