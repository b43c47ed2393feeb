// Writes to the store at argv[2], as argv[3], for ever, and prints the number of each write when it is durable. Every write
// makes a session, moves it on, and notes its own number in the event.
import { transition } from "../../../src/store/session-changes.ts";
import { insertSession } from "../../../src/store/sessions.ts";
import { Store } from "../../../src/store/store.ts";

const [, , path = "", access] = process.argv;
const store = Store.open(path, access === "shared" ? "shared" : "owner", Date.now);
const told = Bun.stdout.writer();
for (let number = 1; ; ) {
  const group = Array.from({ length: 1 + Math.floor(Math.random() * 8) }, () => number++);
  await Promise.all(
    group.map(async (n) => {
      await store.write((tx) => {
        const name = `${process.pid}-${n}`;
        const { id } = insertSession(tx, { name, role: "builder", runtime: "shell" });
        transition(tx, id, "working");
        tx.event("session.input", { sessionId: id }, { n, name });
      });
      told.write(`${n}\n`);
    }),
  );
  await told.flush();
  if (access === "shared") await Bun.sleep(2); // leaves the others a turn
}
