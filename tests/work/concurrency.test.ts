import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { OPERATOR } from "../../src/domain/caller.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { requireTaskByKey } from "../../src/store/tasks.ts";
import { Chance } from "../domain/chance.ts";
import { TestProject } from "../support/daemon.ts";
import { testSeed } from "../support/random.ts";
import { Answers } from "./concurrency/answers.ts";
import { Clients } from "./concurrency/clients.ts";
import { type Hands, perform, Whims } from "./concurrency/deeds.ts";
import { findBreaches } from "./concurrency/invariants.ts";
import { TestWork } from "./fixture.ts";

/** Given when somebody wants to see it run for long. */
const asked = process.env.OVERSTORY_CLAIMS_SECONDS;
const SECONDS = Number(asked ?? 6);
const CLIENTS = 16;

test("after whatever sessions do, the stacks and tasks are what history and the rules lead to", async () => {
  const seed = testSeed();
  const chance = new Chance(seed);
  const whims = new Whims(chance);
  using work = new TestWork();
  const sessions = Array.from({ length: 5 }, (_, n) => work.keep(`agent-${n}`));
  const tasks: string[] = [];
  const answers = new Answers();
  const keys = sessions.map(({ key }) => key);
  for (let n = 0; n < 1500; n++) {
    const key = chance.pick(keys) ?? "";
    const deed = whims.next(key, tasks, keys);
    work.test.clock.now += chance.below(1000);
    const made = await perform(deed, handsOf(work, key)).then(
      (made) => {
        answers.add(deed, null);
        whims.remember(key, deed, made);
        return made;
      },
      (error) => {
        answers.add(deed, error);
        return null;
      },
    );
    if (made !== null) tasks.push(made);
    if (n % 50 === 0) expect({ seed, n, breaches: findBreaches(work.db) }).toEqual({ seed, n, breaches: [] });
  }
  expect({ seed, breaches: [...findBreaches(work.db), ...answers.findBreaches(work.db)] }).toEqual({
    seed,
    breaches: [],
  });
});

function handsOf(work: TestWork, self: string): Hands {
  const session = () => requireSession(work.db, self);
  const task = async (key: string) => requireTaskByKey(work.db, key);
  return {
    change: async (key, change, request) => work.change(session(), await task(key), change, request),
    push: (request) => work.context.push(OPERATOR, session(), request),
    pop: (request) => work.context.pop(OPERATOR, session(), request),
    clear: () => work.context.clear(OPERATOR, session()),
    note: (text) => work.activities.record(OPERATOR, session(), { kind: "note", text }),
    end: async () => {},
    create: async ({ title, parent }) => (await work.add(title, parent ? { parent } : {})).key,
  };
}

test(
  `${CLIENTS} clients and a daemon that is killed again and again leave nothing half done, lost or done twice`,
  async () => {
    const seed = testSeed();
    const chance = new Chance(seed);
    await using project = await TestProject.start();
    const answers = new Answers();
    const clients = new Clients(project, answers, chance);
    const playing = clients.play(CLIENTS);
    const end = performance.now() + SECONDS * 1000;
    let kills = 0;
    while (performance.now() < end) {
      await Bun.sleep(300 + chance.below(1200));
      const held = clients.hold();
      await project.killDaemon();
      await held;
      kills++;
      const left = inspect(project, `killed-${kills}`, answers);
      expect({ seed, kills, breaches: left.breaches }).toEqual({ seed, kills, breaches: [] });
      await project.startDaemon();
      const { work } = project.client;
      const taken = (await work.tasks({ status: "underway" })).map(({ key, session }) => [key, session?.key]);
      expect({ seed, kills, taken: Object.fromEntries(taken) }).toEqual({ seed, kills, taken: left.taken });
      clients.goOn();
    }
    clients.stop();
    await playing;
    await project.stopDaemon();
    expect({ seed, breaches: inspect(project, "stopped", answers).breaches }).toEqual({ seed, breaches: [] });
    if (asked !== undefined)
      console.log(
        `seed ${seed}, ${kills} kills, ${answers.count("done")} done, ${answers.count("refused")} refused,`,
        `${answers.count("unknown")} unknown`,
        answers.kinds(),
      );
    // Else nothing was shown.
    expect(answers.kinds().claim ?? 0).toBeGreaterThan(0);
  },
  (SECONDS * 5 + 60) * 1000,
);

/** What stands in the database while no daemon has it: what breaks the rules, and who holds what. */
function inspect(project: TestProject, name: string, answers: Answers) {
  const folder = join(project.repository.folder, name);
  mkdirSync(folder);
  for (const suffix of ["", "-wal"])
    if (existsSync(project.paths.database + suffix))
      copyFileSync(project.paths.database + suffix, join(folder, `copy.db${suffix}`));
  const db = new Database(join(folder, "copy.db"), { strict: true });
  try {
    const taken = db
      .query<{ task: string; session: string }, []>(
        `SELECT t.key AS task, s.key AS session FROM context_frames AS f JOIN tasks AS t ON t.id = f.task_id
         JOIN sessions AS s ON s.id = f.session_id`,
      )
      .all();
    return {
      breaches: [...findBreaches(db), ...answers.findBreaches(db)],
      taken: Object.fromEntries(taken.map(({ task, session }) => [task, session])),
    };
  } finally {
    db.close();
  }
}
