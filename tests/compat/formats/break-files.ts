import { readFileSync, truncateSync, writeFileSync } from "node:fs";

/** Cuts a file off after a part of it. */
export function cutOff(path: string, part: number): void {
  truncateSync(path, Math.floor(readFileSync(path).length * part));
}

export function fillWithGarbage(path: string): void {
  writeFileSync(path, "\u0001\u0002 this is nothing of the kind".repeat(400));
}

/** Overwrites the middle of a file, where pages of tables lie. */
export function scratch(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0xab, 4096, bytes.length);
  writeFileSync(path, bytes);
}

export function replaceIn(path: string, old: string, next: string): void {
  const text = readFileSync(path, "utf8");
  if (!text.includes(old)) throw new Error(`${path} does not hold ${old}`);
  writeFileSync(path, text.replace(old, next));
}
