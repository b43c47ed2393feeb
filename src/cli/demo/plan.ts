import { quote } from "../quote.ts";

/** What becomes of each task of the demo; in words of `taskResult`. */
export const EXPECTED_RESULTS: Readonly<Record<string, string>> = {
  align: "merged",
  colon: "conflict",
  lines: "merged",
  words: "merged",
  letters: "merged",
  longest: "merged",
  "reading-time": "gate failed",
  usage: "merged",
  release: "not begun",
};

/**
 * A run in which most goes well and three things do not: `letters` crashes once and is restarted, the test of
 * `reading-time` finds a bug, and `colon` changes the line that `align` has changed.
 *
 * @param agent absolute path of the scripted agent
 */
export function demoPlan(agent: string): object {
  const work = (task: string, stepSeconds: number) => `sh ${quote(agent)} ${task} ${stepSeconds}`;
  return {
    goal: "textstat: tell more facts about a text",
    maxAgents: 4,
    defaults: { gates: ["sh check.sh"], restart: { type: "transient", max: 2, backoff: "500ms" } },
    tasks: [
      { id: "align", title: "Align the values in a column", command: work("align", 0.8) },
      { id: "colon", title: "Put a colon after each name", command: work("colon", 2.4) },
      { id: "lines", title: "Count lines", command: work("lines", 0.9) },
      { id: "words", title: "Count words", command: work("words", 1.1) },
      { id: "letters", title: "Count letters", command: work("letters", 1) },
      { id: "longest", title: "Find the longest word", dependsOn: ["words"], command: work("longest", 0.9) },
      {
        id: "reading-time",
        title: "Estimate the reading time",
        dependsOn: ["words"],
        command: work("reading-time", 0.8),
      },
      {
        id: "usage",
        title: "Describe how it is used",
        dependsOn: ["lines", "letters", "longest"],
        command: work("usage", 0.7),
      },
      {
        id: "release",
        title: "Write the changelog",
        dependsOn: ["reading-time"],
        command: work("release", 0.7),
      },
    ],
  };
}
