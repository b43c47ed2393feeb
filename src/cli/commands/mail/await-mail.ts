import type { Client } from "../../../api/client.ts";
import type { MailView } from "../../../api/contract/mail.ts";
import type { MailType } from "../../../domain/mail.ts";
import type { ProjectPaths } from "../../../paths.ts";
import { acrossDaemons } from "../../across-daemons.ts";
import { printJson, printLines, remark } from "../../output.ts";
import { mailPage } from "../../render/mail-page.ts";
import { standardScreen } from "../../terminal.ts";

interface Place {
  client: Client;
  paths: ProjectPaths;
}

interface Wanted {
  type?: MailType | undefined;
  /** Key of a mail: only what belongs to its thread. */
  thread?: string | undefined;
}

/** Unread mail as soon as there is some that fits, across daemons; none at the timeout. */
export async function waitForMail(
  place: Place,
  wanted: Wanted,
  timeoutMs: number | null,
): Promise<MailView[]> {
  const end = timeoutMs === null ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  for (;;) {
    const leftMs = end - performance.now();
    if (leftMs <= 0) return [];
    const forMs = Number.isFinite(leftMs) ? Math.ceil(leftMs) : undefined;
    const mails = await acrossDaemons(place, () => place.client.team.waitForMail({ ...wanted, forMs }));
    if (mails.length > 0) return mails;
  }
}

/** Prints what has come, and says only then that it was read. Answers the exit code. */
export async function printAwaited(place: Place, mails: readonly MailView[], json: boolean): Promise<number> {
  const screen = await standardScreen();
  if (json) printJson({ mails });
  else if (mails.length === 0) remark("no mail has come");
  else printLines(mails.flatMap((mail, index) => [...(index > 0 ? [""] : []), ...mailPage(mail, screen)]));
  for (const { key } of mails) await acrossDaemons(place, () => place.client.team.readMail(key));
  return mails.length > 0 ? 0 : 1;
}
