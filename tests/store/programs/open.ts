// Opens the store at argv[2] as argv[3], at the moment argv[4] (ms UTC). Prints "open" or the error's code, and holds the
// store until its standard input ends.
import { OverstoryError } from "../../../src/errors.ts";
import { type Access, openDatabase } from "../../../src/store/database.ts";
import { migrate } from "../../../src/store/migrate.ts";

const [, , path = "", access, at = "0"] = process.argv;
await Bun.sleep(Math.max(0, Number(at) - Date.now() - 5));
while (Date.now() < Number(at)); // so that many start within the same millisecond
try {
  const db = openDatabase(path, access as Access);
  migrate(db, Date.now());
  console.log("open");
  await Bun.stdin.text();
  db.close();
} catch (error) {
  console.log(error instanceof OverstoryError ? error.code : String(error));
}
