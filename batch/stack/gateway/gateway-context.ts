import type { StackLog } from '../create-stack-log.ts';
import type { Session } from '../database/session.ts';
import type { StackKeys } from '../load-stack-keys.ts';
import type { TokenSigner } from './create-token-signer.ts';

/** What every route of the gateway is given. */
export interface GatewayContext {
  /** Undefined until the database is open. */
  session: () => Session;
  keys: StackKeys;
  tokens: TokenSigner;
  apiUrl: () => string;
  storageFolder: string;
  /** Port of the functions host, undefined while it is down. */
  functionsPort: () => number | undefined;
  log: StackLog;
}
