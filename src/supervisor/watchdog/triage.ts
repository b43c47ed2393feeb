import { runCommand } from "../../command.ts";
import type { WatchdogSettings } from "../../config/watchdog.ts";
import type { Session } from "../../domain/session.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import { TRIAGE_ANSWERS, type TriageAnswer } from "./ports.ts";

const MINUTE_MS = 60_000;

/** The command that is asked what to do about a stalled session. What it does not answer is left to the ladder. */
export class Triage {
  readonly #settings: WatchdogSettings["triage"];
  readonly #root: string;
  readonly #log: Logger;
  readonly #clock: () => number;
  /** ms UTC of the questions of the last minute. */
  #askedAt: number[] = [];

  /** @param root where the command runs */
  constructor(settings: WatchdogSettings["triage"], root: string, log: Logger, clock: () => number) {
    this.#settings = settings;
    this.#root = root;
    this.#log = log;
    this.#clock = clock;
  }

  /** @param evidence given to it as JSON on its stdin */
  async ask({ key }: Session, evidence: unknown): Promise<TriageAnswer | null> {
    const settings = this.#settings;
    if (!settings || !this.#mayAsk(settings.perMinute)) return null;
    try {
      const { stdout, exitCode } = await runCommand(["sh", "-c", settings.command], {
        cwd: this.#root,
        stdin: JSON.stringify(evidence),
        deadlineMs: settings.deadline,
      });
      const word = stdout.trim().toLowerCase();
      const answer = TRIAGE_ANSWERS.find((one) => one === word);
      if (exitCode === 0 && answer) return answer;
      this.#log.warn(
        `${key}: the triage command ended with ${exitCode} and said ${JSON.stringify(word.slice(0, 80))}, not one of: ${TRIAGE_ANSWERS.join(", ")}`,
      );
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      this.#log.warn(`${key}: the triage command gave no answer: ${describeError(error)}`);
    }
    return null;
  }

  #mayAsk(perMinute: number): boolean {
    const now = this.#clock();
    this.#askedAt = this.#askedAt.filter((at) => Math.abs(now - at) < MINUTE_MS);
    if (this.#askedAt.length >= perMinute) return false;
    this.#askedAt.push(now);
    return true;
  }
}
