import type { Choice, Place } from "./describe-tree.ts";

/** A completion script for fish, with what each word means. */
export function fishScript(places: readonly Place[]): string {
  const nested = places.filter(({ path }) => path.length > 0);
  return `# fish completion for overstory
function __overstory_place
  set -l place ''
  for word in (commandline -opc)[2..-1]
    switch "$place/$word"
${nested.map(({ path }) => `      case ${quote(`/${path.join("/")}`)}\n        set place ${quote(`/${path.join("/")}`)}`).join("\n")}
    end
  end
  echo "$place"
end
${places.flatMap(completionsOf).join("\n")}
complete -c ov -w overstory`;
}

function completionsOf({ path, commands, options }: Place): string[] {
  const place = path.length > 0 ? `/${path.join("/")}` : "";
  const here = `complete -c overstory -n ${quote(`test (__overstory_place) = '${place}'`)}`;
  return [
    ...commands.map(({ word, summary }) => `${here} -f -a ${quote(word)} -d ${quote(summary)}`),
    ...options.map((option) => `${here} ${spelled(option)} -d ${quote(option.summary)}`),
  ];
}

const spelled = ({ word }: Choice): string =>
  word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;

/** fish knows two escapes within single quotes. */
const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
