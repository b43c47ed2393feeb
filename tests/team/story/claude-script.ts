import type { Reply } from "../../model-server/reply.ts";
import type { ModelRequest } from "../../model-server/request.ts";
import { type Script, wasTold } from "../../model-server/script.ts";

const call = (name: string, input: Record<string, unknown> = {}) => ({
  raw: { name: `mcp__overstory__${name}`, input },
});

const REST: Reply = { text: "I end my turn here." };

/**
 * A model that coordinates two workers, or is one of them: what it does next follows from all that its conversation holds,
 * in whatever order mail comes.
 */
export const coordinates: Script = (request) =>
  request.system.includes("You coordinate this run") ? coordinate(request) : work(request);

function coordinate(request: ModelRequest): Reply {
  if (!hasCalled(request, "spawn")) return { tools: [spawnOf("one"), spawnOf("two")] };
  const asked = [...saidTo(request).matchAll(/\((MAIL-\d+), question\b/g)].map(([, key]) => key ?? "");
  const open = [...new Set(asked)].filter((key) => !hasCalled(request, "mail_reply", key));
  if (open.length > 0)
    return { tools: open.map((mail) => call("mail_reply", { mail, text: "the word is yes" })) };
  if (/all \d+ tasks of \S+ are closed/.test(saidTo(request)) && !hasCalled(request, "done"))
    return { tools: [call("done", { summary: "both files are there" })] };
  return REST;
}

const spawnOf = (name: string) =>
  call("spawn", {
    title: `file ${name}`,
    prompt: `Write ${name}.txt`,
    gates: [`test -e ${name}.txt`],
    requestId: name,
  });

/** The first commits a part of its work, and must ask before it can go on. */
function work(request: ModelRequest): Reply {
  const name = wasTold(request, "Write one.txt") ? "one" : "two";
  if (name === "one" && !saidTo(request).includes("the word is yes"))
    return hasCalled(request, "mail_send")
      ? REST
      : {
          tools: [
            commit("begun"),
            call("mail_send", { to: "@parent", type: "question", text: "which word?" }),
          ],
        };
  if (!hasCalled(request, "Bash", `${name}.txt`)) return { tools: [commit(name)] };
  return hasCalled(request, "done") ? REST : { tools: [call("done", { summary: `${name}.txt is written` })] };
}

const commit = (name: string) => ({
  bash: `echo ${name} > ${name}.txt && git add -A && git commit -qm ${name}`,
});

/** All that its user, the hooks of overstory among them, and its tools have said to it. */
const saidTo = ({ messages }: ModelRequest): string =>
  messages
    .filter(({ role }) => role !== "assistant")
    .map(({ text, toolResults }) => [text, ...toolResults.map((result) => result.text)].join("\n"))
    .join("\n");

const hasCalled = ({ messages }: ModelRequest, name: string, about = ""): boolean =>
  messages
    .flatMap(({ toolCalls }) => toolCalls)
    .some((made) => made.name.endsWith(name) && JSON.stringify(made.input).includes(about));
