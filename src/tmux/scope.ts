/** What systemd-run needs to find the user's own systemd. */
const BUS = ["XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"];

/** A command line with its environment. */
export interface Start {
  argv: string[];
  environment: Record<string, string>;
}

/**
 * The same command in a systemd scope of its own, for a program that outlives the service that starts it: what becomes of
 * the service then no longer concerns it. Null where systemd did not start us, or has no such program.
 *
 * @param daemon the environment of this process
 */
export function inOwnScope(start: Start, daemon: Record<string, string | undefined>): Start | null {
  const systemdRun = Bun.which("systemd-run", { PATH: daemon.PATH ?? "" });
  if (daemon.INVOCATION_ID === undefined || systemdRun === null) return null;
  const bus = Object.fromEntries(
    BUS.flatMap((name) => {
      const value = daemon[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const unit = `overstory-tmux-${crypto.randomUUID().slice(0, 8)}`;
  // What leads to the bus is not for the program itself.
  const clean = ["env", ...BUS.flatMap((name) => ["-u", name])];
  return {
    argv: [
      systemdRun,
      "--user",
      "--scope",
      "--collect",
      "--quiet",
      `--unit=${unit}`,
      "--",
      ...clean,
      ...start.argv,
    ],
    environment: { ...start.environment, ...bus },
  };
}
