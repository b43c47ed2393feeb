/** What is known when a session sends a mail. */
export interface SendFacts {
  /** Key of the session. */
  sender: string;
  sentLastMinute: number;
  /** What it has asked the operator, this mail counted in, and has no answer to; 0 when this asks nothing. */
  asked: number;
}

export interface MailRefusal {
  /** Names the rule. */
  message: string;
  hint: string;
}

export const MOST_A_MINUTE = 120;
/** Each of them is an alert. */
export const MOST_ASKED = 20;

/** Why a session may not send that now; null when it may. */
export function refuseMail({ sender, sentLastMinute, asked }: SendFacts): MailRefusal | null {
  if (sentLastMinute >= MOST_A_MINUTE)
    return {
      message: `${sender} has sent ${sentLastMinute} mails within one minute, which is the most`,
      hint: "wait a minute, and say more in one",
    };
  if (asked > MOST_ASKED)
    return {
      message: `${MOST_ASKED} questions of ${sender} to the operator wait for an answer, which is the most`,
      hint: "wait for the answers: overstory mail wait; or add to one of them: overstory mail reply MAIL",
    };
  return null;
}
