import type { FrontendMessage } from './message-reader.ts';

function readText(bytes: Buffer, start: number): { value: string; end: number } {
  const end = bytes.indexOf(0, start);
  if (end < 0) throw new RangeError('Cannot read a text without its end');
  return { value: bytes.toString('utf8', start, end), end };
}

/** Replaces the text that ends before `end` and starts at `start`, and corrects the length of the message. */
function replaceText(bytes: Buffer, range: { start: number; end: number }, value: string): Buffer {
  const changed = Buffer.concat([
    bytes.subarray(0, range.start),
    Buffer.from(value, 'utf8'),
    bytes.subarray(range.end),
  ]);
  changed.writeInt32BE(changed.length - 1, 1);
  return changed;
}

/** Where the name of a prepared statement stands in a message, if it names one. */
function findStatementName(
  message: FrontendMessage,
): { start: number; end: number; name: string } | undefined {
  const { type, bytes } = message;
  let start: number;
  if (type === 'P') start = 5;
  else if (type === 'B') start = readText(bytes, 5).end + 1;
  else if ((type === 'D' || type === 'C') && bytes[5] === 0x53) start = 6;
  else return undefined;
  const { value, end } = readText(bytes, start);
  return { start, end, name: value };
}

/**
 * Gives the named statements of one client names that no other client has. Short ones: PostgreSQL cuts a name
 * at 63 bytes, so a prefix in front of a long name could make two of them one.
 */
export class StatementNames {
  readonly #prefix: string;
  readonly #names = new Map<string, string>();
  #made = 0;

  constructor(clientId: number) {
    this.#prefix = `wire${clientId}_`;
  }

  /** Names in use on the session, as the database knows them. */
  all(): string[] {
    return [...this.#names.values()];
  }

  rewrite(message: FrontendMessage): { bytes: Buffer; unnamed: boolean } {
    const found = findStatementName(message);
    if (!found) return { bytes: message.bytes, unnamed: false };
    if (found.name === '') return { bytes: message.bytes, unnamed: true };
    return { bytes: replaceText(message.bytes, found, this.#shortName(found.name)), unnamed: false };
  }

  #shortName(name: string): string {
    const known = this.#names.get(name);
    if (known) return known;
    this.#made += 1;
    const short = `${this.#prefix}${this.#made}`;
    this.#names.set(name, short);
    return short;
  }
}
