import { type Command, defineCommand } from "../command.ts";
import { bashScript } from "../completions/bash.ts";
import { describeTree, type Place } from "../completions/describe-tree.ts";
import { fishScript } from "../completions/fish.ts";
import { zshScript } from "../completions/zsh.ts";
import { COMMANDS } from "../tree.ts";

export const bashCompletions = printing(bashScript, [
  ["source <(overstory completions bash)", "put this line in ~/.bashrc"],
]);
export const zshCompletions = printing(zshScript, [
  ["source <(overstory completions zsh)", "put this line in ~/.zshrc, after compinit"],
]);
export const fishCompletions = printing(fishScript, [
  ["overstory completions fish | source", "put this line in config.fish"],
]);

function printing(script: (places: readonly Place[]) => string, examples: Command["examples"]) {
  return defineCommand({
    args: {},
    examples,
    run: async () => {
      console.log(script(await describeTree(COMMANDS)));
      return 0;
    },
  });
}
