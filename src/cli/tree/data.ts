import type { CommandEntry } from "../command.ts";

/** What comes in from elsewhere, and the database that holds it all. */
export const DATA_COMMANDS: readonly CommandEntry[] = [
  {
    name: "import",
    summary: "Take in what an earlier system left",
    load: () => import("../commands/import/import.ts").then((module) => module.importCommand),
    takesArguments: true,
    children: [
      {
        name: "list",
        summary: "List what was imported",
        load: () => import("../commands/import/list.ts").then((module) => module.importList),
      },
      {
        name: "show",
        summary: "Show what came of an import, or find rows of its source",
        load: () => import("../commands/import/show.ts").then((module) => module.importShow),
      },
      {
        name: "rollback",
        summary: "Take an import back",
        load: () => import("../commands/import/rollback.ts").then((module) => module.importRollback),
      },
      {
        name: "suggestions",
        summary: "List links that are likely and not certain",
        load: () => import("../commands/import/suggestions.ts").then((module) => module.importSuggestions),
      },
      {
        name: "apply-suggestion",
        summary: "Do what a suggestion says",
        load: () =>
          import("../commands/import/apply-suggestion.ts").then((module) => module.importApplySuggestion),
      },
    ],
  },
  {
    name: "db",
    summary: "Look after the database",
    children: [
      {
        name: "status",
        summary: "Tell where it is, how large, and of which schema",
        load: () => import("../commands/db/status.ts").then((module) => module.dbStatus),
      },
      {
        name: "verify",
        summary: "Check that it is whole",
        load: () => import("../commands/db/verify.ts").then((module) => module.dbVerify),
      },
      {
        name: "backup",
        summary: "Copy it now",
        load: () => import("../commands/db/backup.ts").then((module) => module.dbBackup),
      },
      {
        name: "restore",
        summary: "Put a copy in its place; what is replaced is kept",
        load: () => import("../commands/db/restore.ts").then((module) => module.dbRestore),
      },
    ],
  },
];
