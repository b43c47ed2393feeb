import type { Reply } from "../model-server/reply.ts";
import { type ModelRequest, userTexts } from "../model-server/request.ts";
import { type Script, turns, wasTold } from "../model-server/script.ts";

/** A model that, told to `Write NAME.txt`, writes it and commits it, and then has done. */
export const writesFiles: Script = (request) => {
  const name = fileOf(request);
  return turns(
    { text: "I write the file.", tools: [{ write: `${name}.txt`, content: `${name}\n` }] },
    commits(name),
    { text: `${name}.txt is written.` },
  )(request);
};

/** Commits all there is. */
export const commits = (name: string): Reply => ({
  tools: [{ bash: `git add -A && git commit -qm ${name}` }],
});

/** Writes a file and commits it, in one call. */
export const commitsFile = (name: string): Reply => ({
  tools: [{ bash: `echo ${name} > ${name}.txt && git add -A && git commit -qm ${name}` }],
});

/** NAME of the `Write NAME.txt` that the conversation is about; throws when it is about none. */
export function fileOf({ messages }: ModelRequest): string {
  const said = userTexts(messages).join("\n");
  const name = /Write (\w+)\.txt/.exec(said)?.[1];
  if (!name) throw new Error(`nothing is to be written: ${said}`);
  return name;
}

/** The request belongs to the conversation that was told to write that file. */
export const isAbout = (name: string) => (request: ModelRequest) => wasTold(request, `Write ${name}.txt`);
