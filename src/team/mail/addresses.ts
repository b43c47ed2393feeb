import type { Database } from "bun:sqlite";
import { OPERATOR_ADDRESS } from "../../domain/mail.ts";
import type { Session } from "../../domain/session.ts";
import { OverstoryError, usageError } from "../../errors.ts";
import { findBoss, findReader } from "../../store/mail-people.ts";
import { lineOf, querySessions } from "../../store/session-query.ts";
import { findSession } from "../../store/sessions.ts";

/**
 * Who is meant by an address at this moment: ids of sessions that read mail, or `operator`. A session may write to those of
 * its own run, and to the operator. Throws `usage`, `not_found`, `forbidden`, and `conflict` when nobody is there any more.
 *
 * @param sender null for the operator
 */
export function resolveAddress(db: Database, sender: Session | null, address: string): string[] {
  if (address === OPERATOR_ADDRESS) return [toOperator(sender)];
  const found = address.startsWith("@")
    ? findGroup(db, sender, address.slice(1))
    : [findNamed(db, sender, address)];
  const others = found.filter(({ id }) => id !== sender?.id);
  if (others.length > 0) return others.map(({ id }) => id);
  throw new OverstoryError(
    "not_found",
    found.length > 0 ? `to: ${address} is you` : `to: nobody is at ${address} now`,
    { hint: describeThere(db, sender) },
  );
}

function toOperator(sender: Session | null): string {
  if (sender) return OPERATOR_ADDRESS;
  throw usageError("to: operator is you", "a session is named by its key, its name or its role: @builders");
}

/** By key, name or id; of several with the name the one of the sender's run. */
function findNamed(db: Database, sender: Session | null, text: string): Session {
  const there = reachable(db, sender);
  // Nobody may take another's key for a name. The operator reaches several runs: another's namesake is called name@RUN-002.
  const near =
    there.find(({ key }) => key === text.toUpperCase()) ??
    there.find(({ name }) => name === text) ??
    there.find(({ name }) => name.startsWith(`${text}@`));
  const named = near ?? findSession(db, text);
  if (!named)
    throw new OverstoryError("not_found", `to: there is nobody ${JSON.stringify(text)}`, {
      hint: describeThere(db, sender),
    });
  if (sender !== null && named.runId !== sender.runId)
    throw new OverstoryError("forbidden", `to: ${named.key} is not in the run of ${sender.key}`, {
      hint: "write to operator, who can pass it on",
    });
  const reader = findReader(db, named);
  if (reader) return reader;
  throw new OverstoryError("conflict", `to: ${named.key} has ended: it is ${named.state}`, {
    hint: describeThere(db, sender),
  });
}

function findGroup(db: Database, sender: Session | null, group: string): Session[] {
  const there = reachable(db, sender);
  switch (group) {
    case "all":
      return there;
    case "run":
      requireSender(sender, group);
      return there;
    case "parent":
      return [findBoss(db, requireSender(sender, group)) ?? []].flat();
    case "children": {
      const line = lineOf(db, requireSender(sender, group).id);
      return there.filter(({ parentId }) => parentId !== null && line.includes(parentId));
    }
    default:
      return there.filter(({ role }) => role === group || `${role}s` === group);
  }
}

/** Open sessions that the sender may write to. */
const reachable = (db: Database, sender: Session | null): Session[] =>
  querySessions(db, { open: true }).filter((session) => sender === null || session.runId === sender.runId);

function requireSender(sender: Session | null, group: string): Session {
  if (sender) return sender;
  throw usageError(
    `to: @${group} is of a session`,
    "the operator names a session, a role (@builders) or @all",
  );
}

const MOST_NAMED = 8;

function describeThere(db: Database, sender: Session | null): string {
  const there = reachable(db, sender).filter(({ id }) => id !== sender?.id);
  const operator = sender ? ", and operator" : "";
  if (there.length === 0) return `no other session is open${sender ? "; operator is always there" : ""}`;
  const names = there.slice(0, MOST_NAMED).map(({ key, name }) => `${key} (${name})`);
  return `there are: ${names.join(", ")}${there.length > MOST_NAMED ? ", …" : ""}${operator}`;
}
