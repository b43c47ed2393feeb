import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { putBack } from "../../../src/supervisor/tidying/pool.ts";
import { Tidying } from "../../../src/supervisor/tidying/tidying.ts";
import { Place } from "./place.ts";

test("every part is told with its size and place, and the sum of them", async () => {
  using place = new Place();
  const { paths } = place.world;
  await place.begin("one");
  const two = await place.begin("two");
  place.finish(two, { "a.txt": "a\n" });
  place.repository.git("merge", "-q", "--no-edit", two.session.branch ?? "");
  expect(await putBack(place.world, two.path)).toBe(true);
  mkdirSync(join(paths.logs, "SESSION-001"), { recursive: true });
  writeFileSync(join(paths.logs, "SESSION-001", "output.log"), "x".repeat(100_000));
  const { parts, totalBytes, freeBytes } = await new Tidying(place.world).disk();
  const part = (name: string) => parts.find((one) => one.name === name);
  expect(part("logs")).toMatchObject({ path: paths.logs, files: 1 });
  expect(part("logs")?.bytes).toBeGreaterThanOrEqual(100_000);
  expect(part("worktrees")?.files).toBe(2);
  expect(part("spare worktrees")?.files).toBe(3);
  expect(part("backups")).toMatchObject({ bytes: 0, files: 0 });
  expect(totalBytes).toBe(parts.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(freeBytes).toBeGreaterThan(0);
});
