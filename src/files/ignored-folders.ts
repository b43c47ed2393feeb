/**
 * Folders that are not watched, by name, wherever they lie. Tools fill them with thousands of folders of their own, each of
 * which would need a watch, and nobody edits there: who writes to them uses the processor or the disk, which is seen.
 */
export const IGNORED_FOLDERS: ReadonlySet<string> = new Set([
  ".git",
  "node_modules",
  ".venv",
  "venv",
  "__pycache__",
  "target",
  "build",
  "dist",
  ".next",
  ".cache",
]);
