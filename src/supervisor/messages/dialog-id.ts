import type { Dialog } from "../../domain/agent/screen-reading.ts";

const LENGTH = 8;

/** Tells one dialog from another, by what it says. Blanks do not count: they change with the width of the pane. */
export function dialogId({ what, text, options }: Dialog): string {
  const said = [what, text, ...options.map(({ label }) => label)].map((part) => part.replace(/\s+/gu, ""));
  return Bun.hash(JSON.stringify(said)).toString(36).padStart(LENGTH, "0").slice(-LENGTH);
}
