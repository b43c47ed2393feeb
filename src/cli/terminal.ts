import { fstatSync } from "node:fs";
import { COLOR, NO_COLOR, type Palette } from "./render/palette.ts";

/** How a page is to be drawn on standard output. */
export interface Screen {
  columns: number;
  paint: Palette;
}

const PIPED_COLUMNS = 120;
const UNKNOWN_COLUMNS = 80;

/** Colour and the window's width on a terminal; without colour and with a fixed width elsewhere. */
export async function standardScreen(): Promise<Screen> {
  return (await isTerminal(1))
    ? terminalScreen()
    : { columns: chosenColumns() ?? PIPED_COLUMNS, paint: NO_COLOR };
}

/** For standard output that is known to be a terminal. */
export function terminalScreen(): Screen {
  const plain = Boolean(process.env.NO_COLOR) || process.env.TERM === "dumb";
  return {
    columns: process.stdout.columns || chosenColumns() || UNKNOWN_COLUMNS,
    paint: plain ? NO_COLOR : COLOR,
  };
}

function chosenColumns(): number | undefined {
  const columns = Number(process.env.COLUMNS);
  return Number.isInteger(columns) && columns >= 20 ? columns : undefined;
}

/** A file or a pipe is told without node:tty, which takes longer to load than a short command takes to run. */
export async function isTerminal(fd: 0 | 1 | 2): Promise<boolean> {
  if (!fstatSync(fd).isCharacterDevice()) return false;
  const { isatty } = await import("node:tty");
  return isatty(fd);
}
