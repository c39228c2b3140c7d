import type { Client } from 'pg';
import { connectDatabase } from '../../io/connect-database.ts';

/** The connection over which a run is recorded, apart from the job's own. */
export interface RunConnection {
  query<R extends object>(text: string, values: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

/**
 * Connects when first asked, and once more when the connection broke: a run of hours must not fail because a pooler
 * dropped an idle connection. Statements must bear being sent twice.
 */
export function openRunConnection(dbUrl: string): RunConnection {
  let connecting: Promise<Client> | undefined;
  const connect = (): Promise<Client> => {
    connecting ??= connectDatabase(dbUrl, { applicationName: 'matching run record' });
    return connecting;
  };
  const drop = async (): Promise<void> => {
    const dropped = connecting;
    connecting = undefined;
    await dropped?.then((client) => client.end()).catch(() => undefined);
  };
  const send = async <R extends object>(text: string, values: readonly unknown[]): Promise<R[]> =>
    (await (await connect()).query<R>(text, [...values])).rows;
  return {
    async query<R extends object>(text: string, values: readonly unknown[]) {
      try {
        return await send<R>(text, values);
      } catch (error) {
        if (!isConnectionLoss(error)) throw error;
        await drop();
        return send<R>(text, values);
      }
    },
    close: drop,
  };
}

/** The server answers with a SQLSTATE of five characters; classes 08 and 57 mean that it hung up. */
function isConnectionLoss(error: unknown): boolean {
  const { code } = error as { code?: string };
  return !/^[0-9A-Z]{5}$/.test(code ?? '') || /^(08|57P)/.test(code ?? '');
}
