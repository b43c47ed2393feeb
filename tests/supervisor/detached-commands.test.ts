import { expect, test } from "bun:test";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createConsola } from "consola/basic";
import { parseConfig } from "../../src/config.ts";
import { projectPaths } from "../../src/paths.ts";
import { createDeathWatch } from "../../src/process/death-watch.ts";
import { createLaunchWatch } from "../../src/process/launch-watch.ts";
import { DetachedCommands, type RunningCommand } from "../../src/supervisor/detached-commands.ts";
import { testStore } from "../store/fixture.ts";
import { until } from "../support/wait.ts";

/** Commands on record in memory, and one who runs them. */
function setUp(config: object = {}) {
  const test = testStore();
  const paths = projectPaths(test.folder, join(test.folder, "git"));
  const deaths = createDeathWatch();
  const world = {
    paths,
    deaths,
    store: test.store,
    settings: parseConfig(config, "config"),
    log: createConsola({ level: -999 }),
    clock: Date.now,
  };
  const running = new Map<string, RunningCommand>();
  const ended: (number | null)[] = [];
  let heard = 0;
  let cwd = test.folder;
  const runner = () =>
    new DetachedCommands<RunningCommand>(world, {
      listRunning: () => [...running.values()],
      placeOf: ({ id }) => ({ cwd, logFile: join(test.folder, "logs", `${id}.log`) }),
      recordProcess: (_, id, process) => {
        const command = running.get(id);
        if (command) running.set(id, { ...command, process });
      },
      settle: (_, { id }, exitCode) => {
        if (running.delete(id)) ended.push(exitCode);
      },
      settled: () => {
        heard++;
      },
    });
  mkdirSync(paths.launches, { recursive: true });
  const commands = runner();
  const watch = createLaunchWatch(paths.launches, {
    started: () => {},
    exited: (id, code) => void commands.exited(id, code),
    failed: () => {},
  });
  return {
    folder: test.folder,
    commands,
    runner,
    ended,
    heard: () => heard,
    moveTo: (folder: string) => {
      cwd = folder;
    },
    begin: async (command: string) => {
      const id = Bun.randomUUIDv7();
      running.set(id, { id, command, process: null, startedAt: Date.now() });
      await commands.start(id);
      return id;
    },
    async [Symbol.asyncDispose]() {
      watch.close();
      commands.close();
      await deaths.close();
      test[Symbol.dispose]();
    },
  };
}

test("its exit status is recorded once, its output kept, and whoever waits is told", async () => {
  await using house = setUp();
  const id = await house.begin("echo said; exit 3");
  await until("it is over", () => house.heard() > 0);
  expect(house.ended).toEqual([3]);
  expect(await Bun.file(join(house.folder, "logs", `${id}.log`)).text()).toBe("said\n");
  expect(await house.commands.exited(id, 0)).toBe(false);
});

test("one that takes too long is ended and has failed", async () => {
  await using house = setUp({ gateTimeout: "300ms", stopGrace: "100ms" });
  await house.begin("sleep 1000");
  await until("it is over", () => house.heard() > 0);
  expect(house.ended).toEqual([124]);
});

test("stopping it ends what it runs, and it has not passed", async () => {
  await using house = setUp();
  const id = await house.begin("touch there; sleep 1000");
  await until("it runs", () => existsSync(join(house.folder, "there")));
  await house.commands.stop(id);
  expect(house.ended).toEqual([null]);
});

test("another takes up what runs, and does not start it again", async () => {
  await using house = setUp();
  await house.begin("echo once >> runs; until test -f go; do sleep 0.02; done");
  await until("it runs", () => existsSync(join(house.folder, "runs")));
  house.commands.close();
  const next = house.runner();
  await next.resume();
  await Bun.write(join(house.folder, "go"), "");
  await until("it is over", () => house.heard() > 0);
  next.close();
  expect(house.ended).toEqual([0]);
  expect(await Bun.file(join(house.folder, "runs")).text()).toBe("once\n");
});

test("what cannot be launched is tried a few times, and has then not passed", async () => {
  await using house = setUp();
  house.moveTo(join(house.folder, "gone"));
  await house.begin("true").catch(() => {});
  await until("it is given up", async () => {
    await house.commands.resume();
    return house.heard() > 0;
  });
  expect(house.ended).toEqual([null]);
});
