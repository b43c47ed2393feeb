import type { Role } from "../../domain/role.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import { table } from "./table.ts";
import { inert } from "./text.ts";

export const roleTable = (roles: readonly Role[], screen: Screen): string[] =>
  table(
    roles,
    [
      { title: "role", text: ({ name }) => name, paint: screen.paint.bold, max: 20 },
      { title: "may", text: ({ permissions }) => permissions, max: 5 },
      { title: "may spawn", text: ({ maySpawn }) => maySpawn?.roles.join(" ") ?? "", max: 40 },
      { title: "what it does", text: ({ summary }) => summary },
    ],
    screen,
  );

/** What it may do, then what its agents are told. */
export function rolePage(role: Role, screen: Screen): string[] {
  const { name, summary, source, runtime, model, permissions, gates, escalateTo, instructions } = role;
  return [
    `${screen.paint.bold(inert(name))}  ${inert(summary)}`,
    ...factLines(
      [
        ["told by", source ?? (instructions === "" ? "its task alone" : "built in")],
        ["runtime", runtime],
        ["model", model],
        ["may", `${permissions} (runtimes can say otherwise: overstory runtimes)`],
        ["may spawn", spawnWords(role)],
        ["may write", writeWords(role)],
        ["gates", gates?.join("\n")],
        ["restart", restartWords(role)],
        ["escalates", `to ${escalateTo === "parent" ? "its parent first" : "the operator"}`],
        ["sandbox", sandboxWords(role)],
      ],
      screen,
    ),
    ...(instructions === "" ? [] : ["", ...instructions.split("\n").map(inert)]),
  ];
}

const spawnWords = ({ maySpawn }: Role): string =>
  maySpawn === null ? "nobody" : `${maySpawn.roles.join(", ")}; at most ${maySpawn.most} at a time`;

const writeWords = ({ mayWrite }: Role): string =>
  mayWrite === null ? "everything" : mayWrite.join(", ") || "nothing";

const restartWords = ({ restart }: Role): string | null =>
  restart === null ? null : `${restart.type}, at most ${restart.max} times`;

function sandboxWords({ sandbox }: Role): string | null {
  if (sandbox === null) return null;
  if (sandbox.kind === "command") return sandbox.argv.join(" ");
  return sandbox.network ? "bubblewrap" : "bubblewrap, without network";
}
