import { readdirSync, readFileSync } from "node:fs";
import { format } from "./format.js";

// Every module in stats/ is one fact: its default export takes the text and answers a number or a word.
const folder = new URL("./stats/", import.meta.url);
const text = readFileSync(process.argv[2], "utf8");
for (const file of readdirSync(folder).sort()) {
  const { default: fact } = await import(new URL(file, folder).href);
  console.log(format(file.replace(".js", ""), fact(text)));
}
