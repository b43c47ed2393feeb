import { isOpen, type Session } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import type { World } from "./world.ts";

/** Types text into a session's pane. Throws `conflict` when there is no living agent there to read it. */
export async function sendInput(
  world: World,
  session: Session,
  text: string,
  submit: boolean,
): Promise<"typed" | "submitted"> {
  const pane = requireLivePane(world, session);
  const tmux = await world.tmux.get();
  const result = await tmux.paste(pane, text, { submit });
  if (result !== "typed" && result !== "submitted") {
    throw new OverstoryError("conflict", `nothing was typed: the pane of ${session.key} is ${result}`);
  }
  await world.store.write((tx) =>
    tx.event(
      "session.input",
      { runId: session.runId, sessionId: session.id, taskId: session.currentTaskId },
      {
        key: session.key,
        bytes: Buffer.byteLength(text),
        submitted: submit,
      },
    ),
  );
  return result;
}

/** The command that attaches a terminal. Throws `conflict` when there is nothing to attach to. */
export function attachArgv(world: World, session: Session, readOnly: boolean): string[] {
  const pane = requireLivePane(world, session);
  const tmux = world.tmux.current;
  if (!tmux) throw new OverstoryError("conflict", `the tmux server of ${session.key} is not there`);
  return tmux.attachArgv(pane, { readOnly });
}

function requireLivePane({ tmux }: World, session: Session) {
  if (!isOpen(session.state) || session.exitedAt !== null) {
    throw new OverstoryError("conflict", `${session.key} has ended: it is ${session.state}`, {
      hint: `overstory logs ${session.key}`,
    });
  }
  if (session.pane === null || !tmux.isIn(session.pane)) {
    throw new OverstoryError("conflict", `${session.key} has no pane yet`, { hint: "try again in a moment" });
  }
  return session.pane;
}
