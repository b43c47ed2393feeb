/**
 * Turns a row whose named columns hold JSON text into its record. The row's other columns must already be named and
 * typed as the record's fields: the SELECT sees to that, the CHECK constraints to the values.
 */
export function decode<T>(row: unknown, columns: readonly (keyof T & string)[]): T {
  const record = row as Record<string, unknown>;
  for (const column of columns) {
    const text = record[column];
    if (typeof text === "string") record[column] = JSON.parse(text);
  }
  return record as T;
}

export const encode = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
