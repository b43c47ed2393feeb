const KEPT = /^(PATH|HOME|LANG|LC_[A-Z]+|TERM|SHELL|USER)$/;

/**
 * What the tmux server and its clients may know of the daemon's environment. Every pane inherits it, so secrets and
 * the settings of the person's own tmux stay out; what an agent needs comes with its launch.
 */
export function scrubEnvironment(environment: Record<string, string | undefined>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && KEPT.test(name)) kept[name] = value;
  }
  return kept;
}
