import { join } from "node:path";
import { TestProject } from "../support/daemon.ts";
import { percentile } from "./percentile.ts";
import { median, report, timed } from "./report.ts";
import { inWorkplace } from "./workplace.ts";

const ROUNDS = 40;
/** By then an agent that has read a mail waits for the next one. */
const SETTLE_MS = 600;

/** How long it takes from sending a mail until a shell agent that waits for mail has it, beside a bare call of the daemon. */
export async function benchMail(): Promise<void> {
  await using project = await TestProject.start();
  const pipe = join(project.repository.folder, "seen");
  Bun.spawnSync(["mkfifo", pipe]);
  const command = `exec 3>'${pipe}'; while overstory mail wait >&3; do :; done`;
  const { key } = await project.run({ goal: "mail", tasks: [{ id: "reader", command }] });
  await project.agentRuns(key, "reader");
  const seen = Bun.spawn(["cat", pipe], { stdout: "pipe" });
  const output = seen.stdout.getReader();
  await Bun.sleep(2 * SETTLE_MS);
  const bare: number[] = [];
  const sent: number[] = [];
  const handed: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    bare.push(await timed(async () => void (await project.client.daemon())));
    const start = performance.now();
    await project.client.team.sendMail({ to: "reader", body: `mail ${round}` });
    sent.push(performance.now() - start);
    await output.read();
    handed.push(performance.now() - start);
    await Bun.sleep(SETTLE_MS);
  }
  seen.kill();
  const floor = median(bare);
  const row = (what: string, times: readonly number[]) => ({
    what,
    "median, ms": median(times).toFixed(2),
    "p95, ms": percentile(times, 0.95).toFixed(2),
    "to a bare call": (median(times) / floor).toFixed(1),
  });
  report(`mail to a shell agent that waits, ${ROUNDS} times (goal: seen within 50 ms)`, [
    row("a bare call of the daemon", bare),
    row("mail is sent, durably", sent),
    row("mail is seen by the agent", handed),
  ]);
}

if (import.meta.main) await inWorkplace(benchMail);
