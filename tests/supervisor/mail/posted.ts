import type { MailRequest } from "../../../src/api/contract/mail.ts";
import { newTurn } from "../../../src/domain/agent/take-signal.ts";
import type { Turn } from "../../../src/domain/agent/turn.ts";
import type { Mail, MailReceipt } from "../../../src/domain/mail.ts";
import type { Session } from "../../../src/domain/session.ts";
import { createLogger } from "../../../src/log.ts";
import { listReceipts } from "../../../src/store/mail-receipts.ts";
import { beginTyping, expireMessage, listMessages, markSeen } from "../../../src/store/messages.ts";
import { saveTurn } from "../../../src/store/turns.ts";
import { Postman } from "../../../src/supervisor/mail/postman.ts";
import { team } from "../../team/mail/team.ts";
import { TOLD } from "../agents/spooled.ts";

/** Mail of a team, and a postman over it whose texts nobody types. */
export function posted({ proof = "hook" as "hook" | null } = {}) {
  const it = team();
  const { store, db, clock, coordinator } = it;
  const runtime = { ...TOLD, name: "shell", takesWhileBusy: true, abilities: { ...TOLD.abilities, proof } };
  const log = createLogger();
  const delivered: string[] = [];
  const postman = () =>
    new Postman(
      { store, runtimes: { all: [runtime], require: () => runtime }, clock: () => clock.now, log },
      {
        deliver: (id) => void delivered.push(id),
        answerWith: (id, message) => void delivered.push(`${id} ${message}`),
      },
    );
  const now = postman();
  const write = (sql: string, ...values: (string | number)[]) =>
    store.writeNow((tx) => tx.db.query(sql).run(...values));
  return {
    ...it,
    delivered,
    /** Another daemon's. */
    another: postman,
    write,
    /** Where the coordinator's agent stands. */
    turn: (change: Partial<Turn>) =>
      store.writeNow((tx) => saveTurn(tx, { ...newTurn(coordinator.id, tx.at), count: 1, ...change })),
    mail: (sender: Session, body: string, request: Partial<MailRequest> = {}): Mail =>
      it.send(sender, { to: "@parent", body, ...request }),
    pass: async (ms: number) => {
      clock.now += ms;
      await now.look();
    },
    texts: (): string[] => listMessages(db, coordinator.id, 100).map(({ text }) => text),
    receipt: (mail: Mail): MailReceipt | undefined => listReceipts(db, mail.id)[0],
    /** The agent takes what was typed last as its prompt. */
    sees: async () => {
      const message = listMessages(db, coordinator.id, 100).at(-1);
      if (!message) throw new Error("nothing was to be typed");
      write(
        "UPDATE messages SET state = 'submitted', typed_at = 1, submitted_at = 1 WHERE id = ?",
        message.id,
      );
      await now.look();
      store.writeNow((tx) => markSeen(tx, coordinator.id, message.text));
      await now.look();
    },
    /** What was typed last was given up. */
    expires: async ({ wasTyped }: { wasTyped: boolean }) => {
      const message = listMessages(db, coordinator.id, 100).at(-1);
      if (!message) throw new Error("nothing was to be typed");
      store.writeNow((tx) => {
        if (wasTyped) beginTyping(tx, message);
        expireMessage(tx, message, "too late");
      });
      await now.look();
    },
  };
}
