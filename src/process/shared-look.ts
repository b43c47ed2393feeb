/**
 * Lets one look serve everyone who asks for it: who comes while none is under way begins one, who comes meanwhile shares
 * the next. So no answer is older than its question, and a hundred askers cost two looks.
 */
export function sharedLook<T>(look: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    next = undefined;
    const looking = look().finally(() => {
      if (current === looking) current = undefined;
    });
    current = looking;
    return looking;
  };
  return () => {
    if (!current) return next ?? begin();
    next ??= current.then(begin, begin);
    return next;
  };
}
