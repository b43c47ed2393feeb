import { judgeLife, type LifeSigns } from "../../domain/import/judge-life.ts";
import type { ProcessIdentity } from "../../domain/session.ts";
import { identify } from "../../process/identity.ts";
import { startedAt } from "../../process/started-at.ts";
import { type ImportedLife, readLife, recordLife, settleImported } from "../../store/imported-lives.ts";
import type { Intake } from "./intake.ts";
import { listTmuxPanes } from "./tmux-panes.ts";

/**
 * Holds what the source calls open against the world: what runs is kept open, with the identity of its process, what is
 * gone is a zombie since its last activity. What cannot be seen stays as the source has it.
 */
export async function settleLives(intake: Intake, breathe: () => Promise<void>): Promise<void> {
  const { links, tx, report } = intake;
  const panes = new PaneLookup();
  for (const { owner } of links.all("session.life")) {
    await breathe();
    const life = readLife(tx.db, owner);
    if (!life) continue;
    const look = await lookAt(life, panes);
    const judged = judgeLife({
      ...life,
      process: look.process,
      expectsProcess: EXPECT_PROCESSES.has(intake.import.format),
    });
    if (!judged.isAlive) {
      settleImported(tx, owner, `imported: ${judged.reason}`);
      report.adjusted({ key: life.key, what: `ended: ${judged.reason}` });
    } else if (judged.isProven && look.identity) recordLife(tx, owner, look.identity);
  }
}

/** Formats of systems whose agents all are processes of their own. */
const EXPECT_PROCESSES: ReadonlySet<string> = new Set(["overstory"]);

interface Look {
  process: LifeSigns["process"];
  identity: ProcessIdentity | null;
}

async function lookAt({ pid, tmuxSession }: ImportedLife, panes: PaneLookup): Promise<Look> {
  if (pid !== null) return await lookAtProcess(pid);
  const pane = tmuxSession === null ? "absent" : await panes.find(tmuxSession);
  return typeof pane === "number" ? await lookAtProcess(pane) : { process: pane, identity: null };
}

async function lookAtProcess(pid: number): Promise<Look> {
  const identified = await identify(pid);
  if (identified === "dead") return { process: "absent", identity: null };
  if ("unknown" in identified) return { process: "unknown", identity: null };
  return { process: { startedAt: startedAt(identified.found) }, identity: identified.found };
}

/** The panes of the user's own tmux server, asked for once. */
class PaneLookup {
  #panes: Promise<Map<string, number> | null> | undefined;

  /** Pid of the session's first pane. */
  async find(session: string): Promise<number | "absent" | "unknown"> {
    this.#panes ??= listTmuxPanes();
    const panes = await this.#panes;
    return panes === null ? "unknown" : (panes.get(session) ?? "absent");
  }
}
