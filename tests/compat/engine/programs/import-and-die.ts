// Imports into the store in the folder argv[2] as a first start does, and is killed before its argv[3]-th write to the
// database; the moment after a commit counts as one. Prints how many there were when it comes to its end.
import { Database } from "bun:sqlite";
import { join } from "node:path";

const [, , folder = "", at = "0"] = process.argv;
let count = 0;
const step = () => {
  count += 1;
  if (count === Number(at)) process.kill(process.pid, "SIGKILL");
};

const { prepare, query, run } = Database.prototype;
const WRITES = /^\s*(INSERT|UPDATE|DELETE|BEGIN|COMMIT|REPLACE)/i;
const wrap = (make: typeof prepare): typeof prepare =>
  function (this: Database, sql: string, ...rest: never[]) {
    const statement = Reflect.apply(make, this, [sql, ...rest]);
    if (!WRITES.test(sql) || Object.hasOwn(statement, "isWatched")) return statement;
    const original = statement.run;
    return Object.assign(statement, {
      isWatched: true,
      run: (...values: never[]) => {
        step();
        return Reflect.apply(original, statement, values);
      },
    });
  } as typeof prepare;
Database.prototype.prepare = wrap(prepare);
Database.prototype.query = wrap(query as never) as never;
Database.prototype.run = function (this: Database, sql: string, ...rest: never[]) {
  if (WRITES.test(sql)) step();
  const result = Reflect.apply(run, this, [sql, ...rest]);
  if (sql === "COMMIT") step();
  return result;
};

const { Store } = await import("../../../../src/store/store.ts");
const { firstStart } = await import("../../../../src/compat/first-start.ts");
const { overstory } = await import("../../../../src/compat/formats/overstory/overstory.ts");
const { createLogger } = await import("../../../../src/log.ts");

const store = Store.open(join(folder, "overstory.db"), "owner", Date.now);
const backups = join(folder, "backups");
count = 0; // what opening the database writes has tests of its own
await firstStart({
  store,
  backups,
  root: folder,
  format: overstory,
  log: createLogger(),
  clock: Date.now,
  random: () => 0.5,
});
store.close();
console.log(count);
