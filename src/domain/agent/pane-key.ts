/** Keys that steer an agent's own screen, by tmux's names. */
export const PANE_KEYS = [
  ...([
    "Enter",
    "Escape",
    "Tab",
    "BTab",
    "Space",
    "Up",
    "Down",
    "Left",
    "Right",
    "C-c",
    "C-d",
    "C-u",
  ] as const),
  ...(["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const),
  ...(["a", "d", "n", "p", "y"] as const),
] as const;
export type PaneKey = (typeof PANE_KEYS)[number];
