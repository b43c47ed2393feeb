/** Where to begin: the examples of the overall help. */
export const OVERVIEW_EXAMPLES = [
  ["overstory demo", "watch a whole run in a throwaway repository"],
  ["overstory init --plan", "write a configuration and a plan to start from"],
  ["overstory run --plan plan.yaml", "start a run and follow it"],
  ["overstory status --watch", "keep an eye on everything"],
  ["overstory logs -f SESSION-001", "see what a session writes"],
] as const;
