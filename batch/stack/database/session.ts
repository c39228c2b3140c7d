import type { PGlite, Transaction } from '@electric-sql/pglite';
import { SessionBusyError } from './session-busy-error.ts';
import type { SessionUser } from './session-user.ts';

interface Waiter {
  user: SessionUser;
  wake: () => void;
}

/**
 * PGlite has one session. This gives it to one user at a time, first come, first served, and keeps what one
 * user SETs on the session away from the next.
 *
 * PGlite runs a statement on this thread to its end: it can neither be cancelled nor time out, and
 * `statement_timeout` has no effect. What can time out is the wait for a turn.
 */
export class Session {
  readonly database: PGlite;
  #owner: SessionUser | undefined;
  #last: SessionUser | undefined;
  readonly #waiters: Waiter[] = [];
  readonly #gateway: SessionUser = { settings: new Map(), dirty: false };
  #schemaAge = 0;

  constructor(database: PGlite) {
    this.database = database;
  }

  /**
   * Changes whenever somebody other than the gateway, whose calls make no functions, has had a turn: as long as it stays
   * the same, so do the functions that there are.
   */
  get schemaAge(): number {
    return this.#schemaAge;
  }

  owns(user: SessionUser): boolean {
    return this.#owner === user;
  }

  /** Whether anybody else had the session since this user's last turn. */
  wasSharedSince(user: SessionUser): boolean {
    return this.#last !== user;
  }

  /**
   * Waits for a turn. Does nothing when the user has the session already.
   * @throws SessionBusyError after `timeoutMs`.
   */
  async acquire(user: SessionUser, timeoutMs?: number): Promise<void> {
    if (this.#owner === user) return;
    if (this.#owner === undefined) this.#owner = user;
    else await this.#wait(user, timeoutMs);
  }

  /** Brings the session into the state this user left it in. Call after acquire, before the first statement. */
  async enter(user: SessionUser): Promise<void> {
    const previous = this.#last;
    if (previous === user) return;
    this.#last = user;
    if (user !== this.#gateway) this.#schemaAge++;
    if (previous) await this.#leave(previous);
    for (const [name, value] of user.settings) {
      await this.database
        .query('select pg_catalog.set_config($1, $2, false)', [name, value])
        .catch(() => user.settings.delete(name));
    }
  }

  release(user: SessionUser): void {
    if (this.#owner !== user) return;
    const next = this.#waiters.shift();
    this.#owner = next?.user;
    next?.wake();
  }

  /** Runs one transaction of the gateway. Rolls back when `run` throws. */
  async transaction<T>(run: (tx: Transaction) => Promise<T>, timeoutMs = 30_000): Promise<T> {
    // An identity of its own for every call: calls of the gateway must wait for one another too.
    const turn: SessionUser = { settings: this.#gateway.settings, dirty: false };
    await this.acquire(turn, timeoutMs);
    try {
      if (this.#last !== this.#gateway) await this.enter(this.#gateway);
      return await this.database.transaction(run);
    } finally {
      this.release(turn);
    }
  }

  async #leave(previous: SessionUser): Promise<void> {
    if (previous.dirty) previous.settings = await this.#readSettings();
    previous.dirty = false;
    if (previous.settings.size > 0) {
      await this.database.exec('reset session authorization; reset role; reset all');
    }
  }

  async #readSettings(): Promise<Map<string, string>> {
    const { rows } = await this.database.query<{ name: string; setting: string }>(
      `select name, setting from pg_catalog.pg_settings where source = 'session'
       union all select 'role', pg_catalog.current_setting('role') where pg_catalog.current_setting('role') <> 'none'`,
    );
    return new Map(rows.map((row) => [row.name, row.setting]));
  }

  #wait(user: SessionUser, timeoutMs: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        user,
        wake: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const giveUp = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(new SessionBusyError());
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(giveUp, timeoutMs);
      this.#waiters.push(waiter);
    });
  }
}
