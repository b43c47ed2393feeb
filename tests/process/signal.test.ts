import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { check } from "../../src/process/identity.ts";
import { signalProcess } from "../../src/process/signal.ts";
import { until } from "../support/wait.ts";
import { identityOfPid, psState, startChild, startZombie } from "./child.ts";

const NAMESPACE = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"];

const mayChoosePids =
  process.platform === "linux" &&
  Bun.which("unshare") !== null &&
  Bun.spawnSync([...NAMESPACE, "sh", "-c", "echo 500 >/proc/sys/kernel/ns_last_pid"]).success;

describe("signalProcess", () => {
  test("sends to a living process", async () => {
    await using child = await startChild();
    expect(await signalProcess(child.identity, "SIGSTOP")).toBe("sent");
    await until("it is stopped", async () => (await psState(child.identity.pid)).startsWith("T"));
    expect(await signalProcess(child.identity, "SIGKILL")).toBe("sent");
    await until("it is dead", async () => (await check(child.identity)) === "dead");
  });

  test("spares a process that started at another time", async () => {
    await using child = await startChild();
    const { pid, startTime } = child.identity;
    expect(await signalProcess({ pid, startTime: `${startTime}0` }, "SIGKILL")).toBe("dead");
    expect(await check(child.identity)).toBe("alive");
  });

  test("answers dead for one that is gone and for a zombie", async () => {
    await using child = await startChild();
    await using zombie = await startZombie();
    await child.kill();
    expect(await signalProcess(child.identity, "SIGTERM")).toBe("dead");
    expect(await signalProcess({ pid: zombie.pid, startTime: "" }, "SIGTERM")).toBe("dead");
  });

  test("refuses this very process", async () => {
    const self = await identityOfPid(process.pid);
    await expect(signalProcess(self, "SIGKILL")).rejects.toThrow(`refused to signal process ${process.pid}`);
  });

  test.each(["", 0, -1, 1, Number.NaN, null, "12abc", 2 ** 31, undefined, true])(
    "refuses pid %p",
    async (pid) => {
      // Such values come from a database or a file that someone edited, past the compiler.
      const identity = JSON.parse('{"startTime":""}');
      identity.pid = pid;
      await expect(signalProcess(identity, "SIGKILL")).rejects.toThrow("refused to signal process");
    },
  );

  test("refuses whatever is not a whole number above 1", async () => {
    const notPids = fc.oneof(
      fc.string(),
      fc.integer({ max: 1 }),
      fc.double({ noInteger: true }),
      fc.integer({ min: 2 ** 31, max: 2 ** 53 }),
      fc.bigInt(),
    );
    await fc.assert(
      fc.asyncProperty(notPids, async (pid) => {
        const identity = JSON.parse('{"startTime":""}');
        identity.pid = pid;
        await expect(signalProcess(identity, "SIGKILL")).rejects.toThrow("refused to signal process");
      }),
    );
  });

  test.skipIf(!mayChoosePids)(
    "never reaches the newcomer when a pid is used again, in 100 times",
    async () => {
      const program = Bun.spawn(
        [...NAMESPACE, process.execPath, join(import.meta.dir, "programs/pid-reuse.ts")],
        {
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      expect(JSON.parse(await program.stdout.text())).toEqual({ answeredDead: 100, newcomersAlive: 100 });
    },
    20_000,
  );
});
