import { basename, join } from "node:path";
import type { ProjectPaths } from "../../paths.ts";
import { DAEMON_PROGRAM } from "../daemon/start.ts";

/** What is to run as a service, whatever the manager. */
export interface ServiceSpec {
  /** Of the units: the project's name, and a hash of its path, since names are not unique. */
  name: string;
  project: string;
  root: string;
  /** Command lines with absolute paths. */
  daemon: string[];
  sentry: string[];
  /** The daemon's output is appended to it. */
  log: string;
  /** What the programs get beside what the manager gives: where agents find their commands. */
  environment: Record<string, string>;
}

/** A file that makes the service known to its manager. */
export interface ServiceFile {
  path: string;
  text: string;
}

const SENTRY_PROGRAM = join(import.meta.dir, "../../sentry.ts");

/** @param environment of the person who installs the service */
export function serviceSpec(
  { root, daemonLog }: ProjectPaths,
  environment: Record<string, string | undefined>,
): ServiceSpec {
  const project = basename(root);
  const hash = new Bun.CryptoHasher("sha256").update(root).digest("hex").slice(0, 8);
  const programs = [DAEMON_PROGRAM, SENTRY_PROGRAM].map((program) => [
    process.execPath,
    program,
    "--project",
    root,
  ]);
  const [daemon = [], sentry = []] = programs;
  const { PATH, LANG } = environment;
  return {
    name: `overstory-${project.replace(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 60)}-${hash}`,
    project,
    root,
    daemon,
    sentry,
    log: daemonLog,
    environment: { ...(PATH === undefined ? {} : { PATH }), ...(LANG === undefined ? {} : { LANG }) },
  };
}
