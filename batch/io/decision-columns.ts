/** Decisions as columns: four typed arrays that grow, so that millions of rows stay small. */
export class DecisionColumns {
  /** Key of each person in the order of first appearance, with the index that `personIndex` holds. */
  readonly people = new Map<string, number>();
  length = 0;
  #personIndex = new Int32Array(1024);
  #itemIndex = new Int32Array(1024);
  #isLike = new Uint8Array(1024);
  #decidedAt = new Float64Array(1024);

  /** `decidedAt` is Unix time in seconds. Returns the row's number. */
  push(personKey: string, itemIndex: number, decision: { isLike: boolean; decidedAt: number }): number {
    let person = this.people.get(personKey);
    if (person === undefined) {
      person = this.people.size;
      this.people.set(personKey, person);
    }
    if (this.length === this.#personIndex.length) this.#grow();
    const row = this.length++;
    this.#personIndex[row] = person;
    this.#itemIndex[row] = itemIndex;
    this.set(row, decision);
    return row;
  }

  /** Replaces what was decided in a row. */
  set(row: number, decision: { isLike: boolean; decidedAt: number }): void {
    this.#isLike[row] = decision.isLike ? 1 : 0;
    this.#decidedAt[row] = decision.decidedAt;
  }

  get personIndex(): Int32Array {
    return this.#personIndex.subarray(0, this.length);
  }
  get itemIndex(): Int32Array {
    return this.#itemIndex.subarray(0, this.length);
  }
  /** 1 like, 0 nope. */
  get isLike(): Uint8Array {
    return this.#isLike.subarray(0, this.length);
  }
  get decidedAt(): Float64Array {
    return this.#decidedAt.subarray(0, this.length);
  }

  #grow(): void {
    const capacity = 2 * this.length;
    const grown = <T extends { set(old: T): void }>(next: T, old: T): T => {
      next.set(old);
      return next;
    };
    this.#personIndex = grown(new Int32Array(capacity), this.#personIndex);
    this.#itemIndex = grown(new Int32Array(capacity), this.#itemIndex);
    this.#isLike = grown(new Uint8Array(capacity), this.#isLike);
    this.#decidedAt = grown(new Float64Array(capacity), this.#decidedAt);
  }
}
