import { describe, expect, test } from "bun:test";
import { check, identify } from "../../src/process/identity.ts";
import { tempFolder } from "../support/temp.ts";
import { identityOfPid, startChild, startZombie } from "./child.ts";

describe("identify", () => {
  test("names a process the same way each time, and two processes differently", async () => {
    await using first = await startChild();
    await using second = await startChild();
    expect(await identify(first.identity.pid)).toEqual({ found: first.identity });
    expect(second.identity.pid).not.toBe(first.identity.pid);
  });

  test.skipIf(process.platform !== "linux")("counts the start in ticks of this boot", async () => {
    const { startTime } = await identityOfPid(process.pid);
    expect(startTime).toMatch(/^\d+@[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  test("calls a process dead once it is gone", async () => {
    await using child = await startChild();
    await child.kill();
    expect(await identify(child.identity.pid)).toBe("dead");
  });

  test("calls a zombie dead", async () => {
    await using zombie = await startZombie();
    expect(await identify(zombie.pid)).toBe("dead");
    expect(await identify(zombie.parent.pid)).toEqual({ found: zombie.parent });
  });

  test("is not misled by a program that has parentheses in its name", async () => {
    using folder = tempFolder();
    const program = `${folder.path}/a) R 1 (b`;
    await Bun.$`cp ${Bun.which("sleep")} ${program}`;
    await using child = await startChild([program, "60"]);
    expect(await check(child.identity)).toBe("alive");
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 31])("calls %p unknown, not dead", async (pid) => {
    expect(await identify(pid)).toEqual({ unknown: `${pid} is not a process id` });
  });
});

describe("check", () => {
  test("tells a living process from one that started at another time or in another boot", async () => {
    const { pid, startTime } = await identityOfPid(process.pid);
    expect(await check({ pid, startTime })).toBe("alive");
    expect(await check({ pid, startTime: `1${startTime}` })).toBe("dead");
    expect(await check({ pid, startTime: `${startTime}0` })).toBe("dead");
  });

  test("answers unknown for what is no pid", async () => {
    expect(await check({ pid: 0, startTime: "" })).toBe("unknown");
  });
});
