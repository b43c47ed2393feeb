import { quote } from "../quote.ts";
import type { Choice, Place } from "./describe-tree.ts";

/** A completion script for zsh, with what each word means; where nothing of ours fits, zsh completes file names. */
export function zshScript(places: readonly Place[]): string {
  return `#compdef overstory ov
# zsh completion for overstory
_overstory() {
  local place= word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$place/$word" in
${places.flatMap(({ path }) => (path.length > 0 ? [`      ${quote(`/${path.join("/")}`)}) place=${quote(`/${path.join("/")}`)} ;;`] : [])).join("\n")}
    esac
  done
  local -a commands options
  case "$place" in
${places.map(placeCase).join("\n")}
  esac
  if [[ $words[CURRENT] == -* ]]; then
    _describe option options
  elif (( \${#commands} )); then
    _describe command commands
  else
    _files
  fi
}
compdef _overstory overstory ov`;
}

function placeCase({ path, commands, options }: Place): string {
  const place = path.length > 0 ? quote(`/${path.join("/")}`) : "''";
  return `    ${place}) commands=(${described(commands)}) options=(${described(options)}) ;;`;
}

const described = (choices: readonly Choice[]): string =>
  choices.map(({ word, summary }) => quote(`${word}:${summary.replaceAll(":", "\\:")}`)).join(" ");
