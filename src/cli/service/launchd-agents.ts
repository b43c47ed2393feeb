import { join } from "node:path";
import type { ServiceFile, ServiceSpec } from "./service-spec.ts";

export interface Labels {
  daemon: string;
  sentry: string;
}

export const labels = ({ name }: Pick<ServiceSpec, "name">): Labels => ({
  daemon: name,
  sentry: `${name}-sentry`,
});

const EACH_SECONDS = 60;

/** The launch agents of a project: its daemon, and a look at the daemon every minute. */
export function launchdAgents(spec: ServiceSpec, folder: string): ServiceFile[] {
  const { daemon, sentry } = labels(spec);
  const common = { WorkingDirectory: "/", EnvironmentVariables: spec.environment };
  const output = { StandardOutPath: spec.log, StandardErrorPath: spec.log };
  return [
    agent(folder, daemon, {
      ...common,
      ...output,
      ProgramArguments: spec.daemon,
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      // The tmux server and the agents go on when the daemon stops.
      AbandonProcessGroup: true,
    }),
    agent(folder, sentry, {
      ...common,
      ...output,
      ProgramArguments: spec.sentry,
      StartInterval: EACH_SECONDS,
    }),
  ];
}

type Value = string | number | boolean | readonly string[] | { [key: string]: Value };

function agent(folder: string, label: string, settings: { [key: string]: Value }): ServiceFile {
  return {
    path: join(folder, `${label}.plist`),
    text: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${element({ Label: label, ...settings })}
</plist>
`,
  };
}

function element(value: Value): string {
  if (typeof value === "boolean") return value ? "<true/>" : "<false/>";
  if (typeof value === "number") return `<integer>${value}</integer>`;
  if (typeof value === "string") return `<string>${escapeXml(value)}</string>`;
  if (isList(value)) return `<array>\n${value.map(element).join("\n")}\n</array>`;
  const pairs = Object.entries(value).map(([key, one]) => `<key>${escapeXml(key)}</key>\n${element(one)}`);
  return `<dict>\n${pairs.join("\n")}\n</dict>`;
}

const isList = (value: object): value is readonly string[] => Array.isArray(value);

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
