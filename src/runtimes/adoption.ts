/** An agent that a person started by hand. */
export interface FoundAgent {
  conversation: string;
  /** Where it works; absolute. */
  folder: string;
  /** Its process while it runs. */
  pid: number | null;
  /** It is in the middle of a turn; null when that cannot be told. */
  isBusy: boolean | null;
  /** Nothing was said in it yet, so that there is nothing to go on with. */
  isEmpty?: boolean;
}

export interface Adoption {
  /** The line by which a person goes on with a conversation. */
  byHand?(conversation: string): string;
  /** The agent that this process is; null when it is none of this runtime. */
  byProcess(
    pid: number,
    environment: Readonly<Record<string, string | undefined>>,
  ): Promise<FoundAgent | null>;
  /** The agent that has this conversation, or had it last. */
  byConversation(
    id: string,
    environment: Readonly<Record<string, string | undefined>>,
  ): Promise<FoundAgent | null>;
}
