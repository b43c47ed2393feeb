/** What it shows above its input box while it works, and redraws by itself: `✻ Creating… (4s · ↓ 1 tokens)`. */
export const SPINNER = /^[·✢✳✶✻✽*]\s+\S.*…(\s*\(.*)?$/u;
const TOKENS = /[↑↓]\s*([\d.,]+k?)\s*tokens/u;
const RETRYING = / · (will )?retry(ing)? in \d/;
/** `(4s)`, `1m 12s`, `Running… (12s · timeout 2m)`. */
const CLOCK = /\b(?:\d+h ?)?(?:\d+m ?)?\d+(?:\.\d+)?s\b|\b\d+[mh]\b|\b\d+:\d\d(:\d\d)?\b/g;
/** In front of a tool's call, and it blinks while that runs. */
const BULLET = /^\s*[●○⏺◯•]?\s*/u;

/** What is shown, without what moves by itself. That tokens arrive is a sign of life, and stays. */
export const claudeMark = (rows: readonly string[]): string =>
  rows.map(withoutMotion).filter(Boolean).join("\n");

function withoutMotion(row: string): string {
  if (RETRYING.test(row) || /^\s*⎿\s+Tip:/u.test(row)) return "";
  if (SPINNER.test(row)) return TOKENS.exec(row)?.[1] ?? "";
  return row.replace(BULLET, "").replace(CLOCK, "").trim();
}
