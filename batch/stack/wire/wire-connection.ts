import type { Socket } from 'node:net';
import type { Session } from '../database/session.ts';
import type { SessionUser } from '../database/session-user.ts';
import { sameSecret } from '../same-secret.ts';
import { backendMessage, type WireError } from './backend-message.ts';
import { CopyBuffer } from './copy-buffer.ts';
import { frontendMessage } from './frontend-message.ts';
import { type FrontendMessage, MessageReader } from './message-reader.ts';
import { parseCopyIn } from './parse-copy-in.ts';
import { readStartupMessage } from './startup-message.ts';
import { startupSettings } from './startup-settings.ts';
import { StatementBatch } from './statement-batch.ts';
import { StatementNames } from './statement-names.ts';

export interface WireConnectionOptions {
  id: number;
  session: Session;
  password: string;
  tempFolder: string;
  /** Sent to every client when it connects, like `server_version`. */
  serverParameters: ReadonlyMap<string, string>;
  log: (event: string, fields?: Record<string, unknown>) => void;
}

/** Bytes of one COPY. PGlite reads them from one buffer of WebAssembly's world. */
const copyLimitBytes = 1024 * 1024 * 1024;
const pauseAboveBytes = 8 * 1024 * 1024;
const maySet = /\b(set|reset|discard|set_config)\b/i;

/**
 * One client of the wire. Its messages are worked through in order; what belongs together up to a Sync goes to
 * PGlite as one batch, and the session stays with the client until its batch and its transaction are over.
 */
export class WireConnection implements SessionUser {
  settings = new Map<string, string>();
  dirty = false;
  readonly #options: WireConnectionOptions;
  readonly #socket: Socket;
  readonly #reader = new MessageReader();
  readonly #names: StatementNames;
  readonly #queue: FrontendMessage[] = [];
  #queuedBytes = 0;
  #working = false;
  #closed = false;
  #phase: 'start' | 'password' | 'ready' = 'start';
  readonly #batch: StatementBatch;
  #copy: { sql: string; buffer: CopyBuffer; tooLarge: boolean } | undefined;
  /** Resolves when the socket is gone, the transaction rolled back and the session given back. */
  readonly finished: Promise<void>;
  #cleaned = false;
  #finish!: () => void;

  constructor(socket: Socket, options: WireConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#names = new StatementNames(options.id);
    this.#batch = new StatementBatch(this.#names);
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#closed = true;
      this.#queue.length = 0;
      if (!this.#working) void this.#work();
    });
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await this.finished;
  }

  #receive(chunk: Buffer): void {
    this.#reader.push(chunk);
    this.#cut();
    if (!this.#working) void this.#work();
  }

  #cut(): void {
    try {
      for (let message = this.#reader.next(); message; message = this.#reader.next()) {
        this.#queue.push(message);
        this.#queuedBytes += message.bytes.length;
        // What follows the start-up message is cut differently: wait until it has been understood.
        if (this.#phase === 'start') break;
      }
    } catch (error) {
      this.#fail({ severity: 'FATAL', code: '08P01', message: String((error as Error).message) });
    }
    if (this.#queuedBytes > pauseAboveBytes) this.#socket.pause();
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      while (!this.#closed) {
        const message = this.#queue.shift();
        if (!message) break;
        this.#queuedBytes -= message.bytes.length;
        await this.#handle(message);
        if (this.#phase === 'start' || this.#queue.length === 0) this.#cut();
        if (this.#queuedBytes < pauseAboveBytes && this.#socket.isPaused()) this.#socket.resume();
      }
    } catch (error) {
      this.#options.log('wire client failed', { reason: (error as Error).message });
      this.#fail({ severity: 'FATAL', code: 'XX000', message: 'The connection failed inside the stack' });
    }
    this.#working = false;
    if (this.#closed) await this.#cleanUp();
  }

  async #handle(message: FrontendMessage): Promise<void> {
    if (this.#phase === 'start') return this.#start(message);
    if (this.#phase === 'password') return this.#checkPassword(message);
    if (this.#copy) return this.#handleCopy(message);
    if (message.type === 'X') return void this.#socket.end();
    if (message.type === 'Q') return this.#query(message);
    if (message.type === 'd' || message.type === 'c' || message.type === 'f') return; // left over after an error
    const sql = this.#batch.add(message);
    if (sql !== undefined && maySet.test(sql)) this.dirty = true;
    if (message.type === 'S' || message.type === 'H') await this.#runBatch(message.type === 'S');
  }

  #start(message: FrontendMessage): void {
    const startup = readStartupMessage(message.bytes);
    if (startup.kind === 'encryption') return void this.#socket.write('N');
    // A statement cannot be interrupted (see Session), so there is nothing to do for a cancel request.
    if (startup.kind === 'cancel') return void this.#socket.end();
    if (startup.kind === 'unknown') {
      this.#fail({ severity: 'FATAL', code: '08P01', message: 'Only protocol version 3 is spoken here' });
      return;
    }
    this.settings = startupSettings(startup.parameters);
    this.#phase = 'password';
    this.#reader.begin();
    // In clear text: the server listens on the loopback interface only.
    this.#socket.write(backendMessage.askPassword());
  }

  #checkPassword(message: FrontendMessage): void {
    const given = message.bytes.toString('utf8', 5, message.bytes.length - 1);
    if (message.type !== 'p' || !sameSecret(given, this.#options.password)) {
      this.#fail({ severity: 'FATAL', code: '28P01', message: 'password authentication failed' });
      return;
    }
    this.#phase = 'ready';
    this.#socket.write(
      Buffer.concat([
        backendMessage.authenticated(),
        ...[...this.#options.serverParameters].map(([name, value]) => backendMessage.parameter(name, value)),
        backendMessage.keyData(this.#options.id, 0),
        backendMessage.ready('I'),
      ]),
    );
  }

  async #query(message: FrontendMessage): Promise<void> {
    const sql = message.bytes.toString('utf8', 5, message.bytes.length - 1);
    if (maySet.test(sql)) this.dirty = true;
    const copy = parseCopyIn(sql);
    if (copy?.kind === 'copy') return this.#beginCopy(copy);
    if (copy?.kind === 'unsupported') {
      return this.#answerError('COPY FROM STDIN must be the only statement of its query here');
    }
    this.#batch.addQuery(message.bytes);
    await this.#runBatch(true);
  }

  async #runBatch(complete: boolean): Promise<void> {
    const batch = this.#batch.take(complete);
    if (batch.refused) {
      // Until its Sync the batch is skipped, as after any error.
      if (complete) await this.#answerError('COPY FROM STDIN works here only as a simple query');
      return;
    }
    const shared = await this.#enter();
    if (this.#closed) return;
    const repeated = shared ? batch.unnamedParse : undefined;
    await this.#execute(
      Buffer.concat(repeated ? [repeated, ...batch.messages] : batch.messages),
      repeated !== undefined,
    );
    if (complete) this.#leaveWhenIdle();
  }

  /** Waits for the session; true when others had it since this client's last turn. */
  async #enter(): Promise<boolean> {
    const { session } = this.#options;
    if (session.owns(this)) return false;
    await session.acquire(this);
    const shared = session.wasSharedSince(this);
    await session.enter(this);
    return shared;
  }

  async #execute(bytes: Uint8Array, dropParseComplete: boolean): Promise<void> {
    const { database } = this.#options.session;
    let drop = dropParseComplete;
    const onRawData = (data: Uint8Array) => {
      // ParseComplete ('1', five bytes) of the repeated Parse: the client has had its own.
      const start = drop && data[0] === 0x31 ? 5 : 0;
      drop = false;
      // A copy: the memory belongs to PGlite.
      if (!this.#closed) this.#socket.write(Buffer.from(data.subarray(start)));
    };
    await database.runExclusive(() => database.execProtocolRawStream(bytes, { onRawData }));
  }

  #leaveWhenIdle(): void {
    const { session } = this.#options;
    if (!session.database.isInTransaction()) session.release(this);
  }

  #beginCopy(copy: { sql: string; binary: boolean }): void {
    this.#copy = { sql: copy.sql, buffer: new CopyBuffer(this.#options.tempFolder), tooLarge: false };
    this.#socket.write(backendMessage.copyIn(copy.binary));
  }

  async #handleCopy(message: FrontendMessage): Promise<void> {
    const copy = this.#copy!;
    if (message.type === 'd') {
      if (copy.buffer.bytes + message.bytes.length > copyLimitBytes) copy.tooLarge = true;
      else copy.buffer.add(message.bytes.subarray(5));
      return;
    }
    if (message.type === 'H' || message.type === 'S') return; // as PostgreSQL: ignored during COPY
    this.#copy = undefined;
    try {
      if (message.type === 'c' && !copy.tooLarge) await this.#runCopy(copy);
      else if (message.type === 'c') await this.#answerError('One COPY may hold 1 GiB at most here', '54000');
      else if (message.type === 'f') {
        const reason = message.bytes.toString('utf8', 5, message.bytes.length - 1);
        await this.#answerError(`COPY from stdin failed: ${reason}`, '57014');
      } else {
        this.#fail({
          severity: 'FATAL',
          code: '08P01',
          message: 'unexpected message during COPY from stdin',
        });
      }
    } finally {
      copy.buffer.dispose();
    }
  }

  async #runCopy(copy: { sql: string; buffer: CopyBuffer }): Promise<void> {
    await this.#enter();
    if (this.#closed) return;
    const { database } = this.#options.session;
    await database._handleBlob(await copy.buffer.toBlob());
    try {
      await this.#execute(frontendMessage.query(copy.sql), false);
    } finally {
      await database._cleanupBlob();
    }
    this.#leaveWhenIdle();
  }

  /** Answers with an error as the database would: an open transaction is failed by it. */
  async #answerError(message: string, code = '0A000'): Promise<void> {
    await this.#enter();
    if (this.#closed) return;
    const { database } = this.#options.session;
    const open = database.isInTransaction();
    // Only a failing statement puts PostgreSQL's transaction into the failed state.
    if (open) await database.exec('select 1/0').catch(() => undefined);
    this.#socket.write(backendMessage.error({ severity: 'ERROR', code, message }));
    this.#socket.write(backendMessage.ready(open ? 'E' : 'I'));
    this.#leaveWhenIdle();
  }

  #fail(error: WireError): void {
    if (!this.#closed) this.#socket.end(backendMessage.error(error));
    this.#closed = true;
  }

  /** Rolls back what the client left open, drops its statements and gives the session back. */
  async #cleanUp(): Promise<void> {
    if (this.#cleaned) return;
    this.#cleaned = true;
    const { session } = this.#options;
    this.#copy?.buffer.dispose();
    this.#copy = undefined;
    try {
      const names = this.#names.all();
      if (!session.owns(this) && names.length > 0) await session.acquire(this);
      if (session.owns(this)) {
        if (session.database.isInTransaction()) await session.database.exec('rollback');
        if (names.length > 0)
          await this.#execute(
            Buffer.concat([...names.map(frontendMessage.closeStatement), frontendMessage.sync()]),
            false,
          );
      }
    } catch (error) {
      this.#options.log('cannot clean up after a wire client', { reason: (error as Error).message });
    } finally {
      session.release(this);
      this.#finish();
    }
  }
}
