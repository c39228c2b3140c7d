import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerRequest, type FixtureAccount, type FixtureAnswer, refuse } from './answer-request.ts';
import type { FixtureCatalogue } from './fixture-item.ts';

/** What goes wrong with one request. `silence` is an answer that never comes. */
export type Fault =
  | 'quota'
  | 'truncated'
  | 'reset'
  | 'silence'
  | 'html'
  | { status: number }
  | { body: unknown };

export interface SeenRequest {
  /** From 1. */
  number: number;
  endpoint: string;
  /** Without credentials; sorted by key, so that equal requests are equal texts. */
  query: string;
}

export interface FixtureServerOptions {
  catalogue: FixtureCatalogue;
  account?: FixtureAccount;
}

export interface DmmFixtureServer {
  baseUrl: string;
  account: FixtureAccount;
  /** Its own to change between requests. */
  catalogue: FixtureCatalogue;
  seen: SeenRequest[];
  /** Decides by the number of a request what goes wrong with it. */
  fault: (request: SeenRequest) => Fault | undefined;
  /** Called before a request is answered, such as to change the catalogue. */
  before: (request: SeenRequest) => void;
  /** Called when the whole answer was handed over to the network. */
  after: (request: SeenRequest) => void;
  /** Variables that make the sync ask this server. */
  environment: { DMM_API_ID: string; DMM_AFFILIATE_ID: string; DMM_API_BASE_URL: string };
  stop(): Promise<void>;
}

/** Speaks the shapes of the DMM API over HTTP on a free port. Faults are scripted by request, nothing depends on time. */
export async function startDmmFixtureServer(options: FixtureServerOptions): Promise<DmmFixtureServer> {
  const account = options.account ?? { apiId: 'FixtureApiId1234', affiliateId: 'fixture-990' };
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    const seen = { number: state.seen.length + 1, ...describe(url) };
    state.seen.push(seen);
    state.before(seen);
    const answer = answerRequest(url, state.catalogue, account);
    response.once('finish', () => state.after(seen));
    send(response, answer, state.fault(seen));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/affiliate/v3/`;
  const state: DmmFixtureServer = {
    baseUrl,
    account,
    catalogue: options.catalogue,
    seen: [],
    fault: () => undefined,
    before: () => undefined,
    after: () => undefined,
    environment: {
      DMM_API_ID: account.apiId,
      DMM_AFFILIATE_ID: account.affiliateId,
      DMM_API_BASE_URL: baseUrl,
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}

function describe(url: URL): Omit<SeenRequest, 'number'> {
  const query = new URLSearchParams(url.search);
  query.delete('api_id');
  query.delete('affiliate_id');
  query.sort();
  return { endpoint: url.pathname.split('/').at(-1)!, query: query.toString() };
}

function send(response: ServerResponse, answer: FixtureAnswer, fault: Fault | undefined): void {
  if (fault === 'silence') return;
  if (fault === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const json = { 'content-type': 'application/json; charset=utf-8' };
  if (fault === 'truncated') {
    const body = JSON.stringify(answer.body);
    response.writeHead(200, json).end(body.slice(0, Math.floor(body.length / 2)));
  } else if (fault === 'html') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Maintenance</body></html>');
  } else if (fault === 'quota') {
    const refusal = refuse('api_id');
    response.writeHead(refusal.status, json).end(JSON.stringify(refusal.body));
  } else if (fault !== undefined && 'status' in fault) {
    response.writeHead(fault.status, json).end('{}');
  } else {
    const body = fault === undefined ? answer.body : fault.body;
    response.writeHead(answer.status, json).end(JSON.stringify(body));
  }
}
