import { claudeRuntime } from "../../../src/runtimes/claude/claude.ts";
import { conforms, type ScreenLabel } from "../conformance.ts";

const permission = (no: string): ScreenLabel => ({
  screen: "dialog",
  draft: null,
  dialog: { what: "permission", keys: { allow: ["1"], always: ["2"], deny: [no] } },
});

conforms({
  name: "claude",
  make: claudeRuntime,
  // Its end is told by SessionStart and by its exit, and a notification only repeats what was asked.
  silent: ["SessionEnd", "Notification", "SubagentStop"],
  recorded: {
    "claude-2.1.197": {
      screens: {
        ready: { screen: "ready", draft: "", fault: null },
        draft: { screen: "ready", draft: "Second prompt" },
        "slash-menu": { screen: "ready", draft: "/exit" },
        "busy-tool": { screen: "busy", draft: "", fault: null },
        "permission-bash": permission("3"),
        question: { screen: "dialog", dialog: { what: "question" } },
        trust: { screen: "dialog", dialog: { what: "trust", keys: { allow: ["1"], deny: ["2"] } } },
        "api-key": { screen: "dialog", dialog: { what: "login" } },
        limit: { screen: "ready", draft: "", fault: "limited" },
      },
    },
    "claude-2.1.329": {
      screens: {
        ready: { screen: "ready", draft: "", fault: null },
        "ready-200": { screen: "ready", draft: "", fault: null },
        "failed-setup": { screen: "ready", draft: "", fault: null },
        "failed-again": { screen: "ready", draft: "", fault: null },
        interrupted: { screen: "ready", draft: "" },
        draft: { screen: "ready", draft: "1Second prompt" },
        "draft-pasted": { screen: "ready", draft: "[Pasted text #2 +4999 lines]" },
        "draft-after-interrupt": { screen: "ready", draft: "a text" },
        "slash-menu": { screen: "ready", draft: "/exit" },
        busy: { screen: "busy", draft: "", fault: null },
        "busy-200": { screen: "busy", draft: "", fault: null },
        "busy-tool": { screen: "busy", draft: "", fault: null },
        "busy-later": { screen: "busy", draft: "", fault: null },
        "busy-queued": { screen: "busy", draft: "", fault: null },
        background: { screen: "busy", draft: "", fault: null },
        "permission-bash": permission("4"),
        "permission-bash-60": permission("4"),
        "permission-bash-80": permission("4"),
        "permission-bash-200": permission("4"),
        "permission-write": permission("3"),
        question: { screen: "dialog", dialog: { what: "question" } },
        "question-many": { screen: "dialog", dialog: { what: "question" } },
        "question-review": { screen: "dialog", dialog: { what: "question" } },
        "plan-exit": { screen: "dialog", dialog: { what: "question" } },
        trust: {
          screen: "dialog",
          dialog: { what: "trust", keys: { allow: ["Down", "Enter"], deny: ["Enter"] } },
        },
        "api-key": { screen: "dialog", dialog: { what: "login" } },
        onboarding: { screen: "dialog", dialog: { what: "login" } },
        bypass: { screen: "dialog", dialog: { what: "other" } },
        "settings-warning": { screen: "dialog", dialog: { what: "other" } },
        "limit-options": { screen: "dialog", dialog: { what: "other" } },
        "not-logged-in": { screen: "busy", fault: "auth" },
        limit: { screen: "limit", draft: "", fault: "limited" },
        "retry-limit": { screen: "busy", draft: "", fault: "limited" },
        "retry-auth": { screen: "busy", draft: "", fault: "auth" },
        "retry-overloaded": { screen: "busy", draft: "", fault: "overloaded" },
        "retry-network": { screen: "busy", draft: "", fault: "network" },
      },
    },
  },
});
