/** As one word of a POSIX shell (and of zsh). */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
