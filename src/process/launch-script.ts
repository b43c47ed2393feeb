import { usageError } from "../errors.ts";

/** The program with its arguments, or a command text for `sh -c`. */
export type LaunchCommand = { argv: readonly string[] } | { shell: string };

export interface LaunchSpec {
  command: LaunchCommand;
  /** Absolute path of the folder to start in. */
  cwd: string;
  /**
   * The whole environment of the command, but for TMUX, TMUX_PANE and TERM, which in a pane of tmux are the pane's, and `_` and
   * SHLVL, which some shells set themselves.
   */
  env: Readonly<Record<string, string>>;
}

const OF_THE_PANE = ["TMUX", "TMUX_PANE", "TERM"];
/** Variables that some shell sets itself and does not let anyone change. */
const OF_THE_SHELL = ["UID", "EUID", "PPID", "BASHOPTS", "SHELLOPTS", "BASH_VERSINFO", "OPTIND"];

/**
 * The text that `sh` runs to become the command: it writes who it is to `startedFile` and `exec`s, so the command keeps
 * its pid and start time. Everything reaches the command to the letter. Throws `usage` for what no process can be given.
 */
export function launchScript({ command, cwd, env }: LaunchSpec, startedFile: string): string {
  const argv = "shell" in command ? ["/bin/sh", "-c", command.shell] : command.argv;
  if (!argv[0]) throw usageError("the command to launch is empty");
  const started = quote(startedFile, "the folder of launches");
  return [
    process.platform === "linux" ? START_TIME_FROM_PROC : START_TIME_FROM_PS,
    // One write: the line end tells that it is whole.
    `printf '%s %s\\n' "$$" "$start" >${started}`,
    `cd ${quote(cwd, "the folder to start in")} || exit 126`,
    "unset PWD OLDPWD SHLVL",
    ...exportLines(env),
    `exec ${argv.map((word) => quote(word, "the command")).join(" ")}`,
    "",
  ].join("\n");
}

/** The same text as identity.ts makes of the same process: field 22 counts from the name's closing parenthesis. */
const START_TIME_FROM_PROC = `read -r boot </proc/sys/kernel/random/boot_id
read -r stat <"/proc/$$/stat"
set -- \${stat##*) }
start=\${20}@$boot`;

const START_TIME_FROM_PS = `start=$(LC_ALL=C TZ=UTC /bin/ps -o lstart= -p "$$" | sed 's/^ *//; s/ *$//')`;

function exportLines(env: LaunchSpec["env"]): string[] {
  const lines = (names: string[]) => names.map((name) => exportLine(name, env[name] ?? ""));
  const ofThePane = Object.keys(env).filter((name) => OF_THE_PANE.includes(name));
  const others = Object.keys(env).filter((name) => !OF_THE_PANE.includes(name));
  // Asked once and first: some shells give themselves a TERM, and TMUX may be among what is exported here.
  const unlessInPane = ofThePane.length === 0 ? [] : [`if [ -z "$TMUX" ]; then`, ...lines(ofThePane), "fi"];
  return [...unlessInPane, ...lines(others)];
}

function exportLine(name: string, value: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || OF_THE_SHELL.includes(name)) {
    throw usageError(`environment: "${name}" is not a name that sh can hand to a command`, "leave it out");
  }
  return `export ${name}=${quote(value, `environment: ${name}`)}`;
}

/** One word of `sh` that means exactly this text, which is not shown: it may be a secret. */
function quote(text: string, what: string): string {
  if (text.includes("\0")) throw usageError(`${what} holds a NUL, which no process can be given`);
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
