/** One message of a client. The start-up message has no type letter: its type is ''. */
export interface FrontendMessage {
  type: string;
  /** The whole message, head included. */
  bytes: Buffer;
}

const startupLimitBytes = 10_000;
/** A bound vector of 16,000 dimensions is 64 kB; migrations with data are a few megabytes. */
const messageLimitBytes = 256 * 1024 * 1024;

/** Cuts the byte stream of one client into messages. */
export class MessageReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #started = false;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** The start-up message has been answered: from now on messages have a type letter. */
  begin(): void {
    this.#started = true;
  }

  /**
   * The next whole message, if it has arrived.
   * @throws RangeError when a message declares an impossible length.
   */
  next(): FrontendMessage | undefined {
    const headBytes = this.#started ? 5 : 4;
    if (this.#size < headBytes) return undefined;
    const head = this.#peek(headBytes);
    const declared = head.readInt32BE(headBytes - 4);
    const limit = this.#started ? messageLimitBytes : startupLimitBytes;
    if (declared < 4 || declared > limit) throw new RangeError(`Cannot read a message of ${declared} bytes`);
    const total = declared + headBytes - 4;
    if (this.#size < total) return undefined;
    return { type: this.#started ? String.fromCharCode(head[0]!) : '', bytes: this.#take(total) };
  }

  #peek(length: number): Buffer {
    if (this.#chunks[0]!.length < length) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!;
  }

  #take(length: number): Buffer {
    if (this.#chunks[0]!.length < length) this.#chunks = [Buffer.concat(this.#chunks)];
    const first = this.#chunks[0]!;
    if (first.length === length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(length);
    this.#size -= length;
    return first.subarray(0, length);
  }
}
