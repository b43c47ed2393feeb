import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { describeError, systemCode } from "../errors.ts";

/** Tells of changes of single files, by one watch a folder however many of its files are asked for. */
export class NameWatch {
  readonly #folders = new Map<string, { watcher: FSWatcher; names: Map<string, () => void> }>();

  /**
   * From now on a change of that file is told, also when it comes to be. Answers why it cannot be watched, or null. A file that is
   * watched already is told to the last one who asked.
   */
  add(path: string, changed: () => void): string | null {
    const folder = dirname(path);
    try {
      const watched = this.#folders.get(folder) ?? this.#open(folder);
      watched.names.set(basename(path), changed);
      return null;
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      return describeError(error);
    }
  }

  /** False when it is not told any more: its folder was removed, say. */
  has(path: string): boolean {
    return this.#folders.get(dirname(path))?.names.has(basename(path)) ?? false;
  }

  remove(path: string): void {
    const folder = dirname(path);
    const watched = this.#folders.get(folder);
    watched?.names.delete(basename(path));
    if (watched?.names.size === 0) this.#shut(folder);
  }

  close(): void {
    for (const folder of this.#folders.keys()) this.#shut(folder);
  }

  #open(folder: string) {
    const names = new Map<string, () => void>();
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      if (name !== null) names.get(name)?.();
    });
    // It has gone: whoever asks again begins anew.
    watcher.on("error", () => this.#shut(folder));
    const watched = { watcher, names };
    this.#folders.set(folder, watched);
    return watched;
  }

  #shut(folder: string): void {
    this.#folders.get(folder)?.watcher.close();
    this.#folders.delete(folder);
  }
}
