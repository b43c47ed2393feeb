import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "./temp.ts";

export interface TestRepository extends Disposable {
  /** Folder around the repository: its worktrees are made here too. */
  folder: string;
  path: string;
  /** Runs git there and answers its output, trimmed; throws when it fails. */
  git(...args: string[]): string;
  write(file: string, text: string): void;
  /** Writes the files and commits everything; answers the commit. */
  commit(message: string, files?: Record<string, string>): string;
}

/**
 * A real git repository on branch main with one commit (`empty: true` for none), gone at the end of the scope. Git
 * makes the first of a process, and the others are copies of that.
 */
export function testRepository({ empty = false, name = "repo" } = {}): TestRepository {
  const temp = tempFolder();
  const path = join(temp.path, name);
  const git = (...args: string[]) => {
    const result = Bun.spawnSync(["git", ...args], { cwd: path, stdout: "pipe", stderr: "pipe" });
    if (!result.success) throw new Error(`git ${args.join(" ")}: ${result.stderr.toString()}`);
    return result.stdout.toString().trim();
  };
  const write = (file: string, text: string) => writeFileSync(join(path, file), text);
  const commit = (message: string, files: Record<string, string> = {}) => {
    for (const [file, text] of Object.entries(files)) write(file, text);
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", message);
    return git("rev-parse", "HEAD");
  };
  const pattern = join(process.env.HOME ?? "", empty ? "pattern-empty" : "pattern");
  if (existsSync(pattern)) cpSync(pattern, path, { recursive: true });
  else {
    mkdirSync(path);
    git("init", "-q", "-b", "main");
    if (!empty) commit("first", { "README.md": "hello\n" });
    cpSync(path, pattern, { recursive: true });
  }
  return { folder: temp.path, path, git, write, commit, [Symbol.dispose]: () => temp[Symbol.dispose]() };
}
