/** Where to begin: the examples of the overall help. */
export const OVERVIEW_EXAMPLES = [
  ["overstory demo", "watch a whole run in a throwaway repository"],
  ["overstory init --plan", "a configuration and a plan to begin with"],
  ["overstory run --plan plan.yaml", "carry it out, and follow it"],
  ['overstory run "GOAL" --runtime claude', "or have an agent plan it"],
  ["overstory status --watch", "keep an eye on everything"],
  ["overstory logs -f SESSION-001", "see what a session writes"],
] as const;
