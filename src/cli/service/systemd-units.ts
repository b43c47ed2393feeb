import { join } from "node:path";
import type { ServiceFile, ServiceSpec } from "./service-spec.ts";

export interface UnitNames {
  daemon: string;
  sentry: string;
  timer: string;
}

export const unitNames = ({ name }: Pick<ServiceSpec, "name">): UnitNames => ({
  daemon: `${name}.service`,
  sentry: `${name}-sentry.service`,
  timer: `${name}-sentry.timer`,
});

/** The user units of a project: its daemon, and a look at the daemon every minute. */
export function systemdUnits(spec: ServiceSpec, folder: string): ServiceFile[] {
  const names = unitNames(spec);
  return [
    { path: join(folder, names.daemon), text: daemonUnit(spec) },
    { path: join(folder, names.sentry), text: sentryUnit(spec) },
    { path: join(folder, names.timer), text: timerUnit(spec) },
  ];
}

/** The tmux server and all agents may be in its control group: stopping the daemon, or one that runs out of memory, ends no other. */
const daemonUnit = (spec: ServiceSpec) => `[Unit]
Description=${plain(`overstory daemon of ${spec.project} (${spec.root})`)}
StartLimitIntervalSec=5min
StartLimitBurst=10

[Service]
Type=exec
ExecStart=${command(spec.daemon)}
WorkingDirectory=/
${environment(spec)}StandardOutput=append:${plain(spec.log)}
StandardError=append:${plain(spec.log)}
Restart=on-failure
RestartSec=2s
TimeoutStopSec=30s
KillMode=process
OOMPolicy=continue

[Install]
WantedBy=default.target
`;

const sentryUnit = (spec: ServiceSpec) => `[Unit]
Description=${plain(`look whether the overstory daemon of ${spec.project} is well`)}

[Service]
Type=oneshot
ExecStart=${command(spec.sentry)}
WorkingDirectory=/
${environment(spec)}TimeoutStartSec=1min
`;

const timerUnit = (spec: ServiceSpec) => `[Unit]
Description=${plain(`look every minute whether the overstory daemon of ${spec.project} is well`)}

[Timer]
OnCalendar=minutely
AccuracySec=10s

[Install]
WantedBy=timers.target
`;

/** The colon keeps systemd from expanding variables. */
const command = (argv: readonly string[]): string => `:${argv.map(quote).join(" ")}`;

const environment = ({ environment }: ServiceSpec): string =>
  Object.entries(environment)
    .map(([name, value]) => `Environment=${quote(`${name}=${value}`)}\n`)
    .join("");

/** One word as systemd reads it: quotes, backslashes and control characters escaped, and the percent sign of specifiers. */
const quote = (text: string): string =>
  `"${text
    .replace(/[\\"]/g, "\\$&")
    .replaceAll("%", "%%")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it escapes
    .replace(/[\x00-\x1f\x7f]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`)}"`;

/** Text up to the end of the line; a line's end in it has no way to be written. */
const plain = (text: string): string => text.replaceAll("%", "%%").replace(/[\r\n]+/g, " ");
