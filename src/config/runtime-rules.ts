import { BUILT_IN_RUNTIMES, isBuiltInRuntime } from "../domain/agent/runtime-names.ts";
import { didYouMean } from "../suggest.ts";
import type { RuntimeSettings } from "./runtimes.ts";

/** A setting that does not fit the others; `field` is null when one is missing. */
export interface RuntimeFault {
  field: keyof RuntimeSettings | null;
  message: string;
}

/** What only a CLI has that no adapter knows. */
const OWN_FIELDS = ["prompt", "ready", "busy", "dialog", "limit", "resume", "begin"] as const;
/** What nothing is known of in such a CLI. */
const KNOWN_FIELDS = ["model", "permissions"] as const;
const SHELL_FIELDS: readonly string[] = ["env", "pass"];
const CONVERSATION = "{conversation}";

/** What cannot be meant in the settings of one runtime, in words that follow the field's name. */
export function runtimeFaults(name: string, entry: RuntimeSettings): RuntimeFault[] {
  if (name === "shell") return shellFaults(entry);
  if (isBuiltInRuntime(name))
    return [...(entry.like ? [likeOfBuiltIn(name)] : []), ...knownFaults(name, entry)];
  if (entry.like !== undefined) return [...likeFaults(entry.like), ...knownFaults(entry.like, entry)];
  return ownFaults(name, entry);
}

const isGiven = (entry: RuntimeSettings, field: keyof RuntimeSettings): boolean => {
  const value = entry[field];
  if (field === "mode") return value !== "interactive";
  return typeof value === "object" ? Object.keys(value).length > 0 : value !== undefined;
};

function shellFaults(entry: RuntimeSettings): RuntimeFault[] {
  const fields = Object.keys(entry) as (keyof RuntimeSettings)[];
  return fields
    .filter((field) => !SHELL_FIELDS.includes(field) && isGiven(entry, field))
    .map((field) => ({
      field,
      message:
        field === "command"
          ? "is for the CLIs of models; write the command of shell tasks as shell.command"
          : "is for the CLIs of models; shell takes only env and pass",
    }));
}

const likeOfBuiltIn = (name: string): RuntimeFault => ({
  field: "like",
  message: `cannot be: ${name} is a built-in runtime; give yours a name of its own`,
});

function likeFaults(like: string): RuntimeFault[] {
  if (like === "shell")
    return [{ field: "like", message: "cannot be shell; leave it out, and give the CLI as command" }];
  if (isBuiltInRuntime(like)) return [];
  const names = BUILT_IN_RUNTIMES.filter((name) => name !== "shell");
  return [
    {
      field: "like",
      message: `must name one of ${names.join(", ")}, not ${JSON.stringify(like)}${didYouMean(like, names)}`,
    },
  ];
}

const knownFaults = (kind: string, entry: RuntimeSettings): RuntimeFault[] =>
  OWN_FIELDS.filter((field) => isGiven(entry, field)).map((field) => ({
    field,
    message: `is only for a CLI that overstory does not know; it knows ${kind}: leave it out`,
  }));

function ownFaults(name: string, entry: RuntimeSettings): RuntimeFault[] {
  const faults: RuntimeFault[] = KNOWN_FIELDS.filter((field) => isGiven(entry, field)).map((field) => ({
    field,
    message: "is only for a CLI that overstory knows; write it into args",
  }));
  if (entry.command === undefined)
    faults.push({
      field: null,
      message: `needs a command, or like: the built-in runtime that it resembles${didYouMean(name, BUILT_IN_RUNTIMES)}`,
    });
  return [...faults, ...readinessFaults(entry), ...conversationFaults(entry)];
}

function readinessFaults({ mode, prompt, ready }: RuntimeSettings): RuntimeFault[] {
  if (mode === "headless" && prompt === "typed")
    return [{ field: "prompt", message: 'cannot be "typed" for mode "headless": nothing is typed to it' }];
  if (mode === "headless" && ready !== undefined)
    return [{ field: "ready", message: 'cannot be for mode "headless": no screen is read; leave it out' }];
  return prompt === "typed" && ready === undefined
    ? [{ field: "prompt", message: '"typed" needs ready: the row that tells that it takes prompts' }]
    : [];
}

/** Without hooks nothing tells which conversation was begun, so that its id must have been given. */
function conversationFaults(entry: RuntimeSettings): RuntimeFault[] {
  const given = (["begin", "resume"] as const).filter((field) => entry[field] !== undefined);
  if (given.length === 1)
    return [
      {
        field: given[0] ?? null,
        message:
          "needs the other of begin and resume: a conversation is begun under an id, and resumed by it",
      },
    ];
  if (given.length > 0 && entry.mode === "interactive" && entry.ready === undefined)
    return [{ field: "resume", message: "needs ready: the row that tells that a conversation came to life" }];
  return given
    .filter((field) => !entry[field]?.some((argument) => argument.includes(CONVERSATION)))
    .map((field) => ({ field, message: `must hold ${CONVERSATION}, which stands for its id` }));
}
