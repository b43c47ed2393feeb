import { type SinkSettings, sinkName } from "../config/alerts.ts";
import { command } from "./command.ts";
import { desktop } from "./desktop.ts";
import { discord } from "./discord.ts";
import { ntfy } from "./ntfy.ts";
import type { Sink } from "./sink.ts";
import { slack } from "./slack.ts";
import { type ShowMessage, tmux } from "./tmux.ts";
import { webhook } from "./webhook.ts";

/** What sinks need of the rest of the program. */
export interface SinkParts {
  showMessage: ShowMessage;
  /** ms since the epoch, UTC */
  clock: () => number;
}

/** The configured channels, in their order. */
export const createSinks = (settings: readonly SinkSettings[], parts: SinkParts): Sink[] =>
  settings.map((one) => ({
    name: sinkName(one),
    severity: one.severity,
    // People need no second message to see that something is over; programs cannot see it otherwise.
    tellsResolutions: one.type === "webhook",
    deliver: createDelivery(one, parts),
  }));

function createDelivery(settings: SinkSettings, { showMessage, clock }: SinkParts): Sink["deliver"] {
  switch (settings.type) {
    case "tmux":
      return tmux(showMessage);
    case "desktop":
      return desktop(process.platform);
    case "webhook":
      return webhook({ url: settings.url, secret: settings.secret, clock });
    case "slack":
      return slack(settings);
    case "discord":
      return discord(settings);
    case "ntfy":
      return ntfy({ url: settings.url, token: settings.token });
    case "command":
      return command(settings);
  }
}
