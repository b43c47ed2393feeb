import { opencodeRuntime } from "../../../src/runtimes/opencode/opencode.ts";
import { conforms, type ScreenLabel } from "../conformance.ts";

const permission: ScreenLabel = {
  screen: "dialog",
  draft: null,
  dialog: {
    what: "permission",
    keys: { allow: ["Enter"], always: ["Right", "Enter", "Enter"], deny: ["Escape"] },
  },
};
const always: ScreenLabel = {
  screen: "dialog",
  dialog: { what: "permission", keys: { always: ["Enter"] } },
};

conforms({
  name: "opencode",
  make: opencodeRuntime,
  recorded: {
    "opencode-1.18.33": {
      screens: {
        ready: { screen: "ready", draft: "", fault: null },
        idle: { screen: "ready", draft: "", fault: null },
        "idle-80": { screen: "ready", draft: "", fault: null },
        draft: { screen: "ready", draft: "first line of a draft\nsecond line" },
        "draft-pasted": { screen: "ready", draft: "[Pasted ~30 lines]" },
        busy: { screen: "busy", draft: "", fault: null },
        "busy-escape": { screen: "busy", draft: "", fault: null },
        failed: { screen: "ready", draft: "" },
        "retry-limited": { screen: "busy", draft: "", fault: "limited" },
        "permission-command": permission,
        "permission-command-80": permission,
        "permission-edit": permission,
        "permission-always": always,
        "permission-always-edit": always,
        question: { screen: "dialog", dialog: { what: "question" } },
      },
    },
  },
});
