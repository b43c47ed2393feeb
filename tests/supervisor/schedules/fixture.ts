import { mkdirSync } from "node:fs";
import type { Config } from "../../../src/config.ts";
import { parseConfig } from "../../../src/config.ts";
import { createLogger } from "../../../src/log.ts";
import { projectPaths } from "../../../src/paths.ts";
import { Signs } from "../../../src/supervisor/alerts/signs.ts";
import { type TestStore, testStore } from "../../store/fixture.ts";

/** What housekeeping acts on, around a store of its own in the project's state folder. */
export function testHouse(config: Config) {
  const test: TestStore = testStore();
  const paths = { ...projectPaths(test.folder, test.folder), database: test.path };
  mkdirSync(paths.state);
  return {
    ...test,
    paths,
    settings: parseConfig(config, "test"),
    clock: () => test.clock.now,
    setClock: (now: number) => {
      test.clock.now = now;
    },
    signs: new Signs(),
    log: createLogger(),
    [Symbol.dispose]: () => test[Symbol.dispose](),
  };
}

export type TestHouse = ReturnType<typeof testHouse>;
