import { join, resolve } from 'node:path';

export interface StackPaths {
  folder: string;
  database: string;
  storage: string;
  temp: string;
  keys: string;
  state: string;
  lock: string;
  log: string;
}

/** Where one stack keeps its files: everything lives below `<root>/stack/`. */
export function stackPaths(root: string): StackPaths {
  const folder = join(resolve(root), 'stack');
  return {
    folder,
    database: join(folder, 'database'),
    storage: join(folder, 'storage'),
    temp: join(folder, 'temp'),
    keys: join(folder, 'keys.json'),
    state: join(folder, 'state.json'),
    lock: join(folder, 'lock.json'),
    log: join(folder, 'stack.log'),
  };
}
