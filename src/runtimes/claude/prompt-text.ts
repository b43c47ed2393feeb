const PASTED = /^\s*<pasted_content id="(\w+)">\n?([\s\S]*?)\n?<\/pasted_content id="\1">\s*$/;
const NOTIFIED = /^\s*<task-notification>[\s\S]*?<summary>([\s\S]*?)<\/summary>/;
const COMMAND = /^\s*<command-name>([\s\S]*?)<\/command-name>/;

/**
 * What was said. A long text that was pasted comes in a frame; what it has started in the background reports in a prompt
 * of its own, with much that is for the model alone; a command of its own is written down as what it was made of.
 */
export const promptText = (prompt: string): string =>
  PASTED.exec(prompt)?.[2] ?? NOTIFIED.exec(prompt)?.[1] ?? COMMAND.exec(prompt)?.[1] ?? prompt;
