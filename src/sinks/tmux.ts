import type { Message } from "../domain/alerting/message.ts";
import { messageLine } from "../domain/alerting/message-text.ts";
import { OverstoryError } from "../errors.ts";
import { type Answer, accepted, notNow, unheard } from "./sink.ts";

/** Shows a line in every terminal that is attached to an agent, and answers in how many. */
export type ShowMessage = (text: string) => Promise<number>;

export const tmux =
  (showMessage: ShowMessage) =>
  async (message: Message): Promise<Answer> => {
    try {
      const terminals = await showMessage(messageLine(message));
      if (terminals === 0) return unheard("no terminal is attached to an agent");
      return accepted(`shown in ${terminals === 1 ? "1 terminal" : `${terminals} terminals`}`);
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      return notNow(`tmux does not answer (${error.code})`);
    }
  };
