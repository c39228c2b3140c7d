import type { Figures } from '../support/figures.ts';
import type { BenchStack } from '../support/open-bench-stack.ts';
import type { GatewayLog } from './gateway-log.ts';

/** What every part of the measurement works on. */
export interface ServingBench {
  figures: Figures;
  stack: BenchStack;
  log: GatewayLog;
  /** Access tokens. */
  people: readonly string[];
  itemIds: readonly number[];
  /** The one process that runs all Edge Functions; null where the system has no /proc. */
  functionsPid: number | null;
}
