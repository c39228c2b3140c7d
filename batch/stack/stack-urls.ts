import type { StackKeys } from './load-stack-keys.ts';

/** The two addresses of a stack. The database address holds its password: never log it. */
export function stackUrls(ports: { apiPort: number; dbPort: number }, keys: StackKeys) {
  return {
    apiUrl: `http://127.0.0.1:${ports.apiPort}`,
    dbUrl: `postgresql://postgres:${keys.databasePassword}@127.0.0.1:${ports.dbPort}/postgres`,
  };
}
