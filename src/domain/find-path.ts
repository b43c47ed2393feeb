/** The shortest way along `edges` from one to another, both named; null without any. A way from a thing to itself has an edge. */
export function findPath(
  edges: ReadonlyMap<string, readonly string[]>,
  from: string,
  to: string,
): string[] | null {
  const cameFrom = new Map<string, string>();
  // Breadth first, without recursion: it may be one chain of thousands.
  const pending = [from];
  for (const here of pending) {
    for (const next of edges.get(here) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, here);
      if (next === to) return wayBack(cameFrom, from, to);
      pending.push(next);
    }
  }
  return null;
}

function wayBack(cameFrom: ReadonlyMap<string, string>, from: string, to: string): string[] {
  const path = [to];
  for (let here = cameFrom.get(to); here !== undefined; here = cameFrom.get(here)) {
    path.push(here);
    if (here === from) break;
  }
  return path.reverse();
}
