import { mkdirSync, watch } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../support/daemon.ts";
import { BareTmux } from "./bare-tmux.ts";
import { race, report } from "./report.ts";
import { inWorkplace } from "./workplace.ts";

const ROUNDS = 25;
/** Of the repository that worktrees are made of. */
const FILES = 200;

/** Agents that tell that they run by making a file, without starting a process for it. */
class Arrivals implements Disposable {
  readonly folder: string;
  readonly #expected = new Map<string, (at: number) => void>();
  readonly #watcher;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder);
    this.#watcher = watch(folder, (_, name) => this.#expected.get(name ?? "")?.(Date.now()));
  }

  command(name: string): string {
    return `: >'${join(this.folder, name)}'; exec sleep 1000000`;
  }

  /** When the agent of that name ran, ms since the epoch; to be asked before it is started. */
  of(name: string): Promise<number> {
    return new Promise((resolve) => this.#expected.set(name, resolve));
  }

  [Symbol.dispose](): void {
    this.#watcher.close();
  }
}

export async function benchSpawn(): Promise<void> {
  await using project = await TestProject.start();
  await using bare = await BareTmux.start();
  using arrivals = new Arrivals(join(bare.folder, "arrivals"));
  const files = Array.from({ length: FILES }, (_, index) => [
    `file-${index}.txt`,
    `text ${index}\n`.repeat(50),
  ]);
  project.repository.commit("files", Object.fromEntries(files));
  const requests: number[] = [];
  let count = 0;

  const ours = async () => {
    const name = `ours-${++count}`;
    const arrival = arrivals.of(name);
    const asked = Date.now();
    const { key } = await project.run({ goal: name, tasks: [{ id: name, command: arrivals.command(name) }] });
    const ranAt = await arrival;
    requests.push(ranAt - asked);
    const begun = (await project.client.events({ run: key })).find(({ kind }) => kind === "session.booting");
    await project.client.stopRun(key, true);
    await project.runEnded(key);
    return ranAt - Date.parse(begun?.at ?? "");
  };
  const theirs = async () => {
    const name = `bare-${++count}`;
    const arrival = arrivals.of(name);
    const folder = join(bare.folder, name);
    const start = Date.now();
    await run(["git", "worktree", "add", "--quiet", "-b", name, folder, "main"], project.repository.path);
    await run(bare.argv("new-window", "-d", "-t", "work", "-c", folder, arrivals.command(name)), folder);
    return (await arrival) - start;
  };
  const [spawn = 0, floor = 0] = await race(ROUNDS, [ours, theirs]);
  const row = (what: string, ms: number) => ({
    what,
    "ms (median)": ms.toFixed(1),
    ratio: (ms / floor).toFixed(2),
  });
  report(`spawn in a repository of ${FILES} files (goal: ratio ≤ 1.3)`, [
    row("decision recorded → the agent's process runs", spawn),
    row(
      "POST /runs of one task → the agent's process runs",
      requests.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0,
    ),
    row("git worktree add + tmux new-window → its process runs", floor),
  ]);
}

async function run(argv: string[], cwd: string): Promise<void> {
  const child = Bun.spawn(argv, { cwd, stdin: "ignore", stdout: "ignore", stderr: "inherit" });
  if ((await child.exited) !== 0) throw new Error(`${argv.join(" ")} failed`);
}

if (import.meta.main) await inWorkplace(benchSpawn);
