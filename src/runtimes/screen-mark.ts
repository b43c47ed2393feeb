/** What spinners are drawn with. */
const SPINNER = /[\u2800-\u28ff◐◓◑◒◴◷◶◵✢✳✶✻✽]/gu;
/** `4s`, `1m 12s`, `0:07`, `3.2s`: clocks that run while nothing else happens. */
const CLOCK = /\b(?:\d+h ?)?(?:\d+m ?)?\d+(?:\.\d+)?s\b|\b\d+:\d\d\b/g;

/** A screen without what moves by itself: spinners and clocks. */
export const screenMark = (rows: readonly string[]): string =>
  rows
    .map((row) => row.replace(SPINNER, "").replace(CLOCK, "").trim())
    .join("\n")
    .trim();
