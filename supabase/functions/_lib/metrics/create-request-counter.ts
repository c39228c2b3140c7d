import type { Background } from '../background/create-background.ts';
import type { CountRequest } from './finished-request.ts';
import { addRequest, addRow, type RequestRow, type RequestWindow } from './request-window.ts';

export interface RequestCounter {
  /** Adds to the window in memory. The first request of a window has it handed in after a while, in the background. */
  count: CountRequest;
  /** The worker ends: what is counted is handed in at once, in the background. */
  end(): void;
}

export interface RequestCounterOptions {
  background: Background;
  /** Stores the rows of a window. */
  record: (rows: RequestRow[]) => Promise<void>;
  /** Resolves when a window is to be handed in. */
  pause: () => Promise<void>;
  now: () => Date;
}

/** As many rows are kept while they cannot be handed in; what would be more is lost. */
const mostRows = 500;

/**
 * Counts requests of one worker: no call of the database for a request, one for a window. Rows of a failed call are kept for
 * the next window; where the database took them and only its answer was lost, they count twice.
 */
export function createRequestCounter(options: RequestCounterOptions): RequestCounter {
  const { background, record, pause, now } = options;
  let window: RequestWindow = new Map();
  let isScheduled = false;
  let ending = false;
  let endPause = () => {};

  async function handIn(): Promise<void> {
    if (!ending) await Promise.race([pause(), new Promise<void>((resolve) => (endPause = resolve))]);
    const full = window;
    window = new Map();
    isScheduled = false;
    try {
      await record([...full.values()]);
    } catch (error) {
      for (const row of full.values()) if (window.size < mostRows) addRow(window, row);
      throw error;
    }
  }

  return {
    count(request) {
      addRequest(window, { request, now: now() });
      if (isScheduled) return;
      isScheduled = true;
      background.run('record-requests', handIn);
    },
    end() {
      ending = true;
      endPause();
    },
  };
}
