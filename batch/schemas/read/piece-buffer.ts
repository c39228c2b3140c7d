import { longestRowBytes, type Piece } from './splitter.ts';

/** Collects the bytes of one row over chunks, but never more than a row may have. */
export class PieceBuffer {
  #parts: Buffer[] = [];
  #length = 0;
  #longest: number;

  constructor(longest = longestRowBytes) {
    this.#longest = longest;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.#longest) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  /** The row; the buffer is empty again. */
  take(): Piece {
    const piece: Piece =
      this.#length > this.#longest
        ? { problem: `a row of more than ${this.#longest} bytes` }
        : { bytes: Buffer.concat(this.#parts) };
    this.#parts = [];
    this.#length = 0;
    return piece;
  }
}
