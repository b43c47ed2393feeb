/** A wall that the agents of a group run into: none is begun before its time. */
export interface LimitView {
  group: string;
  /** auth: not logged in, or the key is refused. */
  kind: "limited" | "auth";
  cause: string;
  beganAt: string;
  /** From then on one session at a time may try. */
  until: string;
  /** How often in a row it was run into. */
  strikes: number;
}
