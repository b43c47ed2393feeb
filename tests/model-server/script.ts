import type { Reply } from "./reply.ts";
import { type ModelRequest, userTexts } from "./request.ts";

export type Script = (request: ModelRequest) => Reply | Promise<Reply>;

export interface Rule {
  /** Which requests it is for: the last user text holds or fits it, or whatever is asked. Absent: all. */
  when?: string | RegExp | ((request: ModelRequest) => boolean);
  reply: Reply | Script;
  /** How many requests it answers; absent: all. */
  times?: number;
}

/** The first rule that fits and is not used up answers; when none does the test's script is wrong, and 500 says so. */
export function rules(list: Rule[]): Script {
  const used = list.map(() => 0);
  return (request) => {
    const index = list.findIndex(
      (rule, place) => (used[place] ?? 0) < (rule.times ?? Number.POSITIVE_INFINITY) && fits(rule, request),
    );
    const rule = list[index];
    if (!rule) return { status: 500, error: `the script has no rule for: ${request.lastUserText}` };
    used[index] = (used[index] ?? 0) + 1;
    return typeof rule.reply === "function" ? rule.reply(request) : rule.reply;
  };
}

/**
 * Replies to one prompt, in order; the last repeats. The place is read from the conversation itself, so a retry gets
 * the same reply again, and many conversations can follow one script at once.
 */
export function steps(...replies: Reply[]): Script {
  return (request) => replies[Math.min(request.step, replies.length - 1)] ?? {};
}

/** The same, counted from the beginning of the conversation: what is said to it in between changes nothing. */
export function turns(...replies: Reply[]): Script {
  return (request) => replies[Math.min(request.turnIndex, replies.length - 1)] ?? {};
}

/** Whether a person, or overstory, has said that at any time of the conversation. */
export function wasTold(request: ModelRequest, text: string): boolean {
  return userTexts(request.messages).some((said) => said.includes(text));
}

function fits({ when }: Rule, request: ModelRequest): boolean {
  if (when === undefined) return true;
  if (typeof when === "string") return request.lastUserText.includes(when);
  return when instanceof RegExp ? when.test(request.lastUserText) : when(request);
}
