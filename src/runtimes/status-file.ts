/** A file that a CLI keeps about itself while it runs, which tells of turns that end without a hook. */
export interface StatusFile {
  /** Its path. */
  path(agent: { pid: number; environment: Readonly<Record<string, string | undefined>> }): string;
  /** What the file says; null when that cannot be told. */
  read(text: string): "working" | "idle" | "waiting" | null;
}
