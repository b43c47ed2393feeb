import type { Screen } from "../watchdog/evidence.ts";
import type { Answer, Ask } from "./ask.ts";
import type { Dialog, DialogOption } from "./screen-reading.ts";

/** What an agent asks a person, as far as it is known. */
export interface Question {
  /** What it has told itself. */
  ask: Ask | null;
  /** What it has put before a person at the gate, which `overstory approve` opens. */
  approval: string | null;
  /** What its screen shows; null when that cannot be read. */
  screen: Screen | null;
  dialog: Dialog | null;
  /** Tells that dialog from another one; null without one. */
  id: string | null;
  /** It is answered with text. */
  takesText: boolean;
}

/** By what it says, by its number from 1 on, or in words of one's own. */
export type AnswerWish =
  | { kind: "answer"; answer: Answer }
  | { kind: "option"; number: number }
  | { kind: "text"; text: string };

/** The id of the dialog that is answered; null when none was seen, undefined when whatever is asked is meant. */
export type SeenQuestion = string | null | undefined;

/** The option that the wish means, or why there is none. Only what can be chosen by keys counts. */
export function chooseOption(
  { options }: Pick<Dialog, "options">,
  wish: Exclude<AnswerWish, { kind: "text" }>,
): DialogOption | { refusal: string } {
  const known = options.filter(({ keys }) => keys.length > 0);
  if (known.length === 0) return { refusal: "it is not understood well enough to be answered from outside" };
  const found =
    wish.kind === "option"
      ? known.find((option) => option === options[wish.number - 1])
      : known.find(({ means }) => means === wish.answer);
  if (found) return found;
  const wanted = wish.kind === "option" ? `option ${wish.number}` : `"${wish.answer}"`;
  return {
    refusal: `it has no ${wanted}; it can be answered with ${describeChoices({ options })}`,
  };
}

/** What chooses each of the options that can be chosen by keys; "" when none can. */
export const describeChoices = ({ options }: Pick<Dialog, "options">): string =>
  options
    .filter(({ keys }) => keys.length > 0)
    .map(describeChoice(options))
    .join(", ");

const describeChoice =
  (options: readonly DialogOption[]) =>
  (option: DialogOption): string =>
    `${option.means ?? `--option ${options.indexOf(option) + 1}`} (${option.label})`;
