import { expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { HeartbeatFile, TOUCH_MS } from "../../../src/supervisor/health/heartbeat-file.ts";
import { tempFolder } from "../../support/temp.ts";

test("its time moves on every ten seconds, its content never, and it goes with an orderly stop", () => {
  using folder = tempFolder();
  const path = join(folder.path, "heartbeat");
  const start = Date.UTC(2030, 0, 1);
  let now = start;
  const file = new HeartbeatFile(path, () => now);
  file.begin({ pid: 5, instance: "i" });
  const touchAt = (at: number) => {
    now = at;
    file.touch();
    return statSync(path).mtimeMs;
  };
  const written = statSync(path).mtimeMs;
  expect(touchAt(start + TOUCH_MS - 1)).toBe(written);
  expect(touchAt(start + TOUCH_MS)).toBe(start + TOUCH_MS);
  expect(touchAt(start + 2 * TOUCH_MS - 1)).toBe(start + TOUCH_MS);
  expect(touchAt(start - 60_000)).toBe(start - 60_000); // the clock was set back
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ pid: 5, instance: "i" });
  file.end();
  expect(existsSync(path)).toBe(false);
});
