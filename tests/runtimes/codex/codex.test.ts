import { codexRuntime } from "../../../src/runtimes/codex/codex.ts";
import { conforms, type ScreenLabel } from "../conformance.ts";

const permission = (always: string): ScreenLabel => ({
  screen: "dialog",
  draft: null,
  dialog: { what: "permission", keys: { allow: ["y"], always: [always], deny: ["Escape"] } },
});
const fault = (cause: string): ScreenLabel => ({ screen: "ready", draft: "", fault: cause });
const retry = (cause: string): ScreenLabel => ({ screen: "busy", draft: "", fault: cause });

conforms({
  name: "codex",
  make: codexRuntime,
  recorded: {
    "codex-0.169.0": {
      screens: {
        starting: { screen: "full_screen" },
        ready: { screen: "ready", draft: "", fault: null },
        idle: { screen: "ready", draft: "", fault: null },
        background: { screen: "ready", draft: "", fault: null },
        interrupted: { screen: "ready", draft: "", fault: null },
        draft: { screen: "ready", draft: "first line of a draft\n  second line\n\nand a last one" },
        "draft-pasted": {
          screen: "ready",
          draft: "first line of a draft\n  second line\n\n[Pasted Content 7500 chars]",
        },
        busy: { screen: "busy", draft: "", fault: null },
        "busy-queued": { screen: "busy", draft: "", fault: null },
        streaming: { screen: "busy", draft: "", fault: null },
        "permission-command": permission("p"),
        "permission-command-80": permission("p"),
        "permission-patch": permission("a"),
        trust: { screen: "dialog", dialog: { what: "trust" } },
        "hooks-review": { screen: "dialog", dialog: { what: "other" } },
        login: { screen: "dialog", dialog: { what: "login" } },
        "in-use": { screen: "dialog", dialog: { what: "other" } },
        "fault-auth": fault("auth"),
        "fault-limited": fault("limited"),
        "fault-overloaded": fault("overloaded"),
        "fault-network": fault("network"),
        "retry-limited": retry("limited"),
        "retry-network-80": retry("network"),
      },
    },
  },
});
