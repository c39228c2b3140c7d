import { createServer, type Server } from 'node:net';
import type { StackLog } from '../create-stack-log.ts';
import type { Session } from '../database/session.ts';
import { WireConnection } from './wire-connection.ts';

export interface WireServerOptions {
  password: string;
  /** Where the bytes of a large COPY wait. */
  tempFolder: string;
  log: StackLog;
}

export interface WireServer {
  server: Server;
  /** Tells the clients the real settings of the database; before it clients are turned away. */
  open(session: Session): Promise<void>;
  close(): Promise<void>;
}

/** Settings that PostgreSQL reports to a client at its start. */
const reported = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'DateStyle',
  'IntervalStyle',
  'TimeZone',
  'integer_datetimes',
  'standard_conforming_strings',
  'is_superuser',
  'session_authorization',
  'in_hot_standby',
  'default_transaction_read_only',
];

async function readServerParameters(session: Session): Promise<Map<string, string>> {
  const { rows } = await session.database.query<{ name: string; value: string }>(
    `select name, pg_catalog.current_setting(name, true) as value from unnest($1::text[]) as name`,
    [reported],
  );
  return new Map(rows.filter((row) => row.value !== null).map((row) => [row.name, row.value]));
}

/** PostgreSQL's wire protocol over the one session of PGlite, for psql, drivers and the Supabase CLI. */
export function createWireServer(options: WireServerOptions): WireServer {
  const connections = new Set<WireConnection>();
  let opened: { session: Session; serverParameters: Map<string, string> } | undefined;
  let ids = 0;
  const server = createServer((socket) => {
    if (!opened) return void socket.destroy();
    ids += 1;
    const connection = new WireConnection(socket, {
      ...opened,
      id: ids,
      password: options.password,
      tempFolder: options.tempFolder,
      log: (event, fields) => options.log.warn(fields ?? {}, event),
    });
    connections.add(connection);
    void connection.finished.then(() => connections.delete(connection));
  });
  return {
    server,
    async open(session) {
      opened = { session, serverParameters: await readServerParameters(session) };
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...connections].map((connection) => connection.close()));
      await closed;
    },
  };
}
