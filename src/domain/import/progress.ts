/** How far an import has come. */
export interface ImportProgress {
  step: "checking" | "backing up" | "reading" | "linking" | "verifying";
  /** Rows read. */
  done: number;
  /** null when it is not known before. */
  total: number | null;
}
