import { quote } from "../quote.ts";
import type { Place } from "./describe-tree.ts";

/** A completion script for bash; where nothing of ours fits, bash completes file names. */
export function bashScript(places: readonly Place[]): string {
  return `# bash completion for overstory
_overstory() {
  local current=\${COMP_WORDS[COMP_CWORD]} place= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$place/$word" in
${places.flatMap(({ path }) => (path.length > 0 ? [`      ${quote(`/${path.join("/")}`)}) place=${quote(`/${path.join("/")}`)} ;;`] : [])).join("\n")}
    esac
  done
  local commands= options=
  case "$place" in
${places.map(placeCase).join("\n")}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$commands" -- "$current"))
  fi
}
complete -o default -F _overstory overstory ov`;
}

function placeCase({ path, commands, options }: Place): string {
  const words = (choices: Place["commands"]) => quote(choices.map(({ word }) => word).join(" "));
  const place = path.length > 0 ? quote(`/${path.join("/")}`) : "''";
  return `    ${place}) commands=${words(commands)} options=${words(options)} ;;`;
}
