/** `IN (?, ?)`, with a place for each of a few values: cheaper than a list in JSON. */
export const oneOf = (values: readonly unknown[] = []): string => `IN (${values.map(() => "?").join(", ")})`;
