import type { FrontendMessage } from './message-reader.ts';
import { parseCopyIn } from './parse-copy-in.ts';
import type { StatementNames } from './statement-names.ts';

export interface GatheredBatch {
  messages: Buffer[];
  /** The unnamed Parse to repeat in front when others used the session since, if the batch leans on it. */
  unnamedParse: Buffer | undefined;
  /** The batch holds COPY FROM STDIN, which must not reach PGlite: refuse it. */
  refused: boolean;
}

/** SQL text of a Parse message: after the name, up to the next zero byte. */
function sqlOfParse(bytes: Buffer): string {
  const start = bytes.indexOf(0, 5) + 1;
  return bytes.toString('utf8', start, bytes.indexOf(0, start));
}

/**
 * Gathers the extended-protocol messages of one client up to a Sync or Flush. The session has one unnamed
 * statement for everybody: a client that binds it later than it parsed it gets its Parse repeated.
 */
export class StatementBatch {
  readonly #names: StatementNames;
  #messages: Buffer[] = [];
  #unnamedParse: Buffer | undefined;
  #parsedHere = false;
  #needsUnnamed = false;
  #refused = false;

  constructor(names: StatementNames) {
    this.#names = names;
  }

  /** Returns the SQL when the message brings some. */
  add(message: FrontendMessage): string | undefined {
    const sql = message.type === 'P' ? sqlOfParse(message.bytes) : undefined;
    if (sql !== undefined && parseCopyIn(sql)) this.#refused = true;
    const { bytes, unnamed } = this.#names.rewrite(message);
    if (unnamed && sql !== undefined) {
      this.#unnamedParse = bytes;
      this.#parsedHere = true;
    } else if (unnamed && !this.#parsedHere) {
      this.#needsUnnamed = true;
    }
    this.#messages.push(bytes);
    return sql;
  }

  /** Adds a simple query. It drops the unnamed statement, as in PostgreSQL. */
  addQuery(bytes: Buffer): void {
    this.#unnamedParse = undefined;
    this.#messages.push(bytes);
  }

  /** `complete`: a Sync or a simple query ended the batch, not only a Flush. */
  take(complete: boolean): GatheredBatch {
    const batch: GatheredBatch = {
      messages: this.#messages,
      unnamedParse: this.#needsUnnamed ? this.#unnamedParse : undefined,
      refused: this.#refused,
    };
    this.#messages = [];
    this.#needsUnnamed = false;
    if (complete) {
      this.#parsedHere = false;
      this.#refused = false;
    }
    return batch;
  }
}
