/**
 * What becomes of work that refers to what was imported, or has changed it, when the import is taken back.
 *
 * - refuse: nothing is taken back, and it is listed
 * - detach: it stays, without the reference; what was changed goes all the same
 * - cascade: what refers to it goes too
 */
export const REFERENCES = ["refuse", "detach", "cascade"] as const;
export type References = (typeof REFERENCES)[number];
