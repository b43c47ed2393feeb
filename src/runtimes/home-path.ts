import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** A path below a person's home. */
export const inHome = ({ HOME }: Environment, ...names: readonly string[]): string =>
  join(HOME ?? "/", ...names);
