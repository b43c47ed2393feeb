import type { ProcessIdentity } from "../../src/domain/session.ts";
import { identify } from "../../src/process/identity.ts";
import { until } from "../support/wait.ts";

export interface Child extends AsyncDisposable {
  identity: ProcessIdentity;
  /** Kills it and waits until the system has forgotten it. */
  kill(): Promise<void>;
}

/** A process of this test, gone at the end of the scope: `await using child = await startChild()`. */
export async function startChild(argv = ["sleep", "60"], env = process.env): Promise<Child> {
  const child = Bun.spawn(argv, { env, stdio: ["ignore", "ignore", "ignore"] });
  const kill = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return { identity: await identityOfPid(child.pid), kill, [Symbol.asyncDispose]: kill };
}

export async function identityOfPid(pid: number): Promise<ProcessIdentity> {
  const identified = await identify(pid);
  if (identified === "dead" || "unknown" in identified) throw new Error(`no process ${pid}`);
  return identified.found;
}

/** A process that has ended but is not collected by its parent, until the scope ends. */
export async function startZombie(): Promise<AsyncDisposable & { pid: number; parent: ProcessIdentity }> {
  const parent = Bun.spawn(["sh", "-c", "sleep 60 & echo $!; exec sleep 61"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const reader = parent.stdout.getReader();
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  await reader.cancel();
  // Before that, the parent is a shell, which may collect it.
  await until("the parent is sleep", async () => (await ps("args", parent.pid)) === "sleep 61");
  process.kill(pid, "SIGKILL");
  await until("the child is a zombie", async () => (await psState(pid)).startsWith("Z"));
  return {
    pid,
    parent: await identityOfPid(parent.pid),
    async [Symbol.asyncDispose]() {
      parent.kill("SIGKILL");
      await parent.exited;
    },
  };
}

export const psState = (pid: number) => ps("state", pid);

const ps = async (column: string, pid: number) =>
  (await Bun.spawn(["ps", "-o", `${column}=`, "-p", String(pid)]).stdout.text()).trim();
