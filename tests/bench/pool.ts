import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeWorktree, putBack } from "../../src/supervisor/tidying/pool.ts";
import { Place } from "../supervisor/tidying/place.ts";
import { race, report, timed, whole } from "./report.ts";
import { inWorkplace } from "./workplace.ts";

const FILES = 20_000;
const IN_A_FOLDER = 100;
const ROUNDS = 15;

/** What a session waits for before its agent can be started: its worktree, of one that is ready or from nothing. */
export async function benchPool(): Promise<void> {
  using place = new Place();
  const { git, path, folder } = place.repository;
  for (let from = 0; from < FILES; from += IN_A_FOLDER) mkdirSync(join(path, `d${from}`));
  const names = Array.from({ length: FILES }, (_, n) => `d${n - (n % IN_A_FOLDER)}/f${n}`);
  place.repository.commit("files", Object.fromEntries(names.map((name) => [name, `${name}\n`])));
  const bare = join(folder, "bare");
  git("worktree", "add", "-q", "--detach", bare);
  let count = 0;
  const next = () => {
    count += 1;
    return {
      path: join(folder, "repo.worktrees", "bench", `${count}`),
      branch: `bench/${count}`,
      base: "main",
    };
  };

  const warm = async () => {
    const wish = next();
    const ms = await timed(() => makeWorktree(place.world, wish));
    if (!(await putBack(place.world, wish.path))) throw new Error("the worktree was not put back");
    return ms;
  };
  /** Its base has moved on since the last one was put back. */
  const behind = () => {
    count += 1;
    place.repository.commit("more", { "d0/f0": `${count}\n` });
    return warm();
  };
  const cold = () => timed(() => place.world.worktrees.ensure(next()).then(() => {}));
  const floor = () =>
    timed(() => {
      git("-C", bare, "switch", "-q", "-c", next().branch);
    });
  const worktreeAdd = () =>
    timed(() => {
      const { path: at, branch } = next();
      git("worktree", "add", "-q", "-b", branch, at, "main");
    });
  await warm(); // there is none ready yet
  const [ready = 0, moved = 0, least = 0] = await race(ROUNDS, [warm, behind, floor]);
  const [made = 0, added = 0] = await race(3, [cold, worktreeAdd]);
  const row = (what: string, ms: number) => ({
    what,
    "ms (median)": ms.toFixed(1),
    ratio: (ms / least).toFixed(1),
  });
  report(`a worktree of ${whole(FILES)} files (goal: 60 ms or ratio ≤ 3 with a warm pool)`, [
    row("with a warm pool", ready),
    row("with a warm pool, the base has moved meanwhile", moved),
    row("from nothing", made),
    row("git worktree add", added),
    row("git switch -c, in a worktree that is there", least),
  ]);
}

if (import.meta.main) await inWorkplace(benchPool);
