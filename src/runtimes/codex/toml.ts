/** Text as a basic string of TOML, whatever is in it. */
export const tomlString = (text: string): string => JSON.stringify(text).replaceAll("\u007f", "\\u007f");
