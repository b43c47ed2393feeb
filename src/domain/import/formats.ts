/** The systems that people come from. */
export const FORMATS = ["overstory", "gaia", "site-nine", "agentos", "fragments"] as const;
export type FormatName = (typeof FORMATS)[number];
