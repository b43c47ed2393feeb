import { randomUUID } from "node:crypto";
import type { PaneKey } from "../domain/agent/pane-key.ts";
import { stripControls } from "../domain/agent/plain-text.ts";
import type { PaneAddress } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { runGuarded, say } from "./guard.ts";
import { formatWord, type TmuxCommand } from "./quote.ts";
import { describeServer, isSameServer, runClient } from "./server.ts";

/** "dead": the pane's program has ended or the pane is gone, and nothing was typed. */
export type InputResult = "typed" | "dead";

const BUFFER_PREFIX = "overstory-";

/**
 * Types into panes. What is asked for one pane is done in that order, each to its end before the next starts. That tmux
 * took the text does not mean that the program read it: ask the agent's own evidence.
 */
export class PaneInput {
  readonly #connection: Connection;
  readonly #lastByPane = new Map<string, Promise<unknown>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Pastes the text as one piece; Enter is a step of its own. Control characters other than newline and tab are left out.
   * Throws like Connection.run; after a `timeout` the text may still arrive.
   */
  paste(address: PaneAddress, text: string): Promise<InputResult> {
    return this.#inTurn(address, async () => {
      const plain = stripControls(text);
      return plain === "" || (await this.#pasteNow(address.paneId, plain)) ? "typed" : "dead";
    });
  }

  press(address: PaneAddress, key: PaneKey): Promise<InputResult> {
    return this.#inTurn(address, async () =>
      (await this.#pressNow(address.paneId, key)) ? "typed" : "dead",
    );
  }

  /** Drops texts that an earlier daemon loaded into the server and did not come to paste. */
  async dropLeftovers(): Promise<void> {
    const names = await this.#connection.run([["list-buffers", "-F", "#{buffer_name}"]]);
    const ours = names.filter((name) => name.startsWith(BUFFER_PREFIX));
    if (ours.length === 0) return;
    await this.#connection.run(ours.map((name): TmuxCommand => ["delete-buffer", "-b", name]));
  }

  async #pasteNow(paneId: string, text: string): Promise<boolean> {
    const buffer = `${BUFFER_PREFIX}${randomUUID()}`;
    await this.#load(buffer, text);
    const paste: TmuxCommand = ["paste-buffer", "-p", "-r", "-d", "-b", buffer, "-t", paneId];
    return this.#whileAlive(paneId, paste, [["delete-buffer", "-b", buffer]]);
  }

  #pressNow(paneId: string, key: PaneKey): Promise<boolean> {
    return this.#whileAlive(paneId, ["send-keys", "-t", paneId, key], []);
  }

  /** By a client of its own: any size, no file, and the server parses none of it. */
  async #load(buffer: string, text: string): Promise<void> {
    const { exitCode, stderr } = await runClient(
      this.#connection.place,
      ["load-buffer", "-b", buffer, "-"],
      text,
    );
    if (exitCode === 0 && stderr === "") return;
    throw new OverstoryError("tmux", `tmux did not take ${text.length} characters: ${stderr.trim()}`);
  }

  /** tmux before 3.4 crashes, and all agents with it, when it pastes into a dead pane: the server itself must check. */
  async #whileAlive(paneId: string, act: TmuxCommand, otherwise: readonly TmuxCommand[]): Promise<boolean> {
    const isAlive = `#{==:#{pane_id} #{pane_dead},${formatWord(paneId)} 0}`;
    // A person may have left the pane in copy mode, which would take keys for its own.
    const then: TmuxCommand[] = [["copy-mode", "-q", "-t", paneId], act, say("done")];
    const answer = await runGuarded(this.#connection, paneId, isAlive, then, [...otherwise, say("dead")]);
    return answer === "done";
  }

  #inTurn(address: PaneAddress, act: () => Promise<InputResult>): Promise<InputResult> {
    const { server } = this.#connection;
    if (!isSameServer(address, server)) {
      const message = `pane ${address.paneId} is not one of ${describeServer(server)}`;
      return Promise.reject(new OverstoryError("not_found", message));
    }
    const { paneId } = address;
    const previous = this.#lastByPane.get(paneId) ?? Promise.resolve();
    const next = previous.then(act);
    const settled = next.then(
      () => undefined,
      () => undefined, // its caller is told; the next in turn goes on
    );
    this.#lastByPane.set(paneId, settled);
    void settled.then(() => {
      if (this.#lastByPane.get(paneId) === settled) this.#lastByPane.delete(paneId);
    });
    return next;
  }
}
