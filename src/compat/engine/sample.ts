import type { SourceRow } from "../format.ts";
import type { MappedRecord } from "../record.ts";

const SIZE = 20;

/** Some rows, each with the same chance however many there are: reservoir sampling. */
export class Sample {
  readonly rows: { row: SourceRow; records: MappedRecord[] }[] = [];
  readonly #random: () => number;
  #offered = 0;

  /** @param random 0 ≤ random < 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  offer(row: SourceRow, records: MappedRecord[]): void {
    this.#offered += 1;
    if (this.rows.length < SIZE) this.rows.push({ row, records });
    else {
      const place = Math.floor(this.#random() * this.#offered);
      if (place < SIZE) this.rows[place] = { row, records };
    }
  }
}
