import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Format, OpenSource } from "../../format.ts";
import { sourceHash } from "../../sources/hash-files.ts";
import { lookAt } from "../../sources/look.ts";
import { mapRow } from "../map-row.ts";
import { mapState } from "./map-state.ts";
import { listStates, oneState, readState, STATE, type StateFolder } from "./state-files.ts";

const SESSIONS = ".claude/session";

/** A folder for each session, with its state in a file of JSON. */
export const gaia: Format = {
  name: "gaia",
  where: `${SESSIONS}/`,
  open(path) {
    const states = findStates(path);
    if (states === null || states.files.length === 0) return null;
    // Listed anew: a session may come while others are read.
    return openStates(
      states,
      sourceHash(() => findStates(path)?.files ?? []),
    );
  },
};

/** The file, its folder, the folder of all sessions, or the project. */
function findStates(path: string): StateFolder | null {
  if (lookAt(path) === "file") return isState(path) ? oneState(path) : null;
  if (lookAt(path) === "absent") return null;
  if (isState(join(path, STATE))) return oneState(join(path, STATE));
  const folder = [join(path, SESSIONS), join(path, "session"), path].find(holdsSessions);
  return folder === undefined ? null : listStates(folder);
}

const isState = (path: string): boolean =>
  basename(path) === STATE && isSession(basename(dirname(path))) && lookAt(path) === "file";

/** `agent-20260101-090000-0a1b2c3d` */
const isSession = (name: string): boolean => /^agent-\d{8}-/.test(name);

/** By its place, or by the names in it. */
function holdsSessions(folder: string): boolean {
  if (lookAt(folder) !== "folder") return false;
  const isPlace = folder.endsWith(`/${SESSIONS}`);
  return readdirSync(folder).some(
    (name) => (isPlace || isSession(name)) && lookAt(join(folder, name, STATE)) === "file",
  );
}

function openStates({ files, remarks }: StateFolder, hash: () => string): OpenSource {
  return {
    description: files.length === 1 ? `${files[0]?.name}` : `${files.length} sessions`,
    rowCount: files.length,
    remarks,
    hash,
    *rows() {
      for (const file of files) yield readState(file);
    },
    map: ({ raw }) => mapRow(raw, mapState),
    files: files.map(({ path }) => path),
    close: () => {},
  };
}
