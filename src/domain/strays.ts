/**
 * The paths that work may not change, of those that it has changed.
 *
 * @param mayWrite patterns from the top of the repository, as in `Role.mayWrite`; one that ends with `/` is all that lies
 * below it
 */
export function findStrays(mayWrite: readonly string[], changed: readonly string[]): string[] {
  const globs = mayWrite.map((pattern) => new Bun.Glob(pattern.endsWith("/") ? `${pattern}**` : pattern));
  return changed.filter((path) => !globs.some((glob) => glob.match(path)));
}
