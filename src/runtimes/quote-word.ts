/** As one word of a POSIX shell. */
export const quoteWord = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
