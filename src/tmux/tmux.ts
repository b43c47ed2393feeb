import type { PaneKey } from "../domain/agent/pane-key.ts";
import type { PaneScreen } from "../domain/pane-screen.ts";
import type { PaneAddress } from "../domain/session.ts";
import type { Logger } from "../log.ts";
import { announce } from "./announce.ts";
import { attachArgv } from "./attach.ts";
import { Connection, type Loss } from "./connection.ts";
import type { OnNotification } from "./control-client.ts";
import { type Death, readDeath } from "./death.ts";
import { scrubEnvironment } from "./environment.ts";
import { type InputResult, PaneInput } from "./input.ts";
import { type OutputLog, startLog } from "./output-log.ts";
import { closePane, findByNonce, listPanes, type PaneStatus } from "./panes.ts";
import { recoverServer, type SignalServer } from "./recover-server.ts";
import { readScreen } from "./screen.ts";
import { type ServerIdentity, type ServerPlace, startServer, stopServer } from "./server.ts";
import { type PaneSpec, type SpawnedPane, spawnPane } from "./spawn-pane.ts";
import { listStaleClients } from "./stale-clients.ts";
import { checkVersion } from "./version.ts";

export interface TmuxOptions {
  /** Absolute path of the server's socket; its folder exists and is the user's alone. */
  socket: string;
  /** Folder of server.conf and the scripts beside it. */
  confFolder: string;
  /** The daemon's own environment: what is not secret of it goes to the server and every pane. */
  environment: Record<string, string | undefined>;
  /** The server that was used before, if one was: it is found again even if its socket was removed. */
  recorded: ServerIdentity | null;
  signalServer: SignalServer;
  /** Milliseconds that the server may take for any one answer; 3000 when not given. */
  deadlineMs?: number;
  logger: Logger;
  onLost(loss: Loss): void;
  onNotification: OnNotification;
}

/**
 * The project's own tmux server. Everything answers for the one server that it was connected to: after the loss
 * "server_gone" every call throws, and a new one is connected. A server that cannot be reached throws; it never reads
 * as one without panes.
 */
export class Tmux {
  readonly server: ServerIdentity;
  readonly #connection: Connection;
  readonly #input: PaneInput;

  private constructor(connection: Connection) {
    this.server = connection.server;
    this.#connection = connection;
    this.#input = new PaneInput(connection);
  }

  /**
   * Finds the server or starts it. Throws `tmux` without a usable tmux or when the recorded server lives but cannot be
   * reached, `timeout` when the server hangs.
   */
  static async connect(options: TmuxOptions): Promise<Tmux> {
    const { socket, confFolder, deadlineMs = 3000, recorded, signalServer } = options;
    const environment = scrubEnvironment(options.environment);
    const place: ServerPlace = { socket, confFolder, environment, deadlineMs };
    await checkVersion(environment);
    if (recorded) await recoverServer(place, recorded, signalServer);
    await startServer(place, options.environment);
    const tmux = new Tmux(await Connection.open({ ...options, place }));
    await tmux.#input.dropLeftovers().catch(async (error) => {
      await tmux.close();
      throw error;
    });
    return tmux;
  }

  spawnPane(spec: PaneSpec): Promise<SpawnedPane> {
    return spawnPane(this.#connection, spec);
  }

  listPanes(): Promise<PaneStatus[]> {
    return listPanes(this.#connection);
  }

  /** See `listStaleClients`. */
  staleClients(): Promise<number[]> {
    return listStaleClients(this.#connection);
  }

  findByNonce(nonce: string): Promise<PaneStatus | undefined> {
    return findByNonce(this.#connection, nonce);
  }

  readDeath(paneId: string): Promise<Death> {
    return readDeath(this.#connection, paneId);
  }

  closePane(address: PaneAddress, nonce: string): Promise<"closed" | "absent"> {
    return closePane(this.#connection, address, nonce);
  }

  /** See `readScreen`. */
  readScreen(paneId: string): Promise<PaneScreen> {
    return readScreen(this.#connection, paneId);
  }

  startLog(paneId: string, log: OutputLog): Promise<void> {
    return startLog(this.#connection, paneId, log);
  }

  /** See `PaneInput`. */
  paste(address: PaneAddress, text: string): Promise<InputResult> {
    return this.#input.paste(address, text);
  }

  press(address: PaneAddress, key: PaneKey): Promise<InputResult> {
    return this.#input.press(address, key);
  }

  /** See `announce`. */
  announce(text: string): Promise<number> {
    return announce(this.#connection, text);
  }

  attachArgv(address: PaneAddress, options: { readOnly: boolean }): string[] {
    return attachArgv(this.#connection, address, options);
  }

  /** Lets go of the server, which goes on with all its panes. May be called twice. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Ends the server and everything in its panes. */
  async stopServer(): Promise<void> {
    await this.close();
    await stopServer(this.#connection.place, this.server);
  }
}
