import type { Logger } from 'pino';
import type { JobContext } from './job-definition.ts';
import type { RunRecord } from './run-record.ts';

const writeEveryMs = 2000;

export interface StepEvent {
  name: string;
  status: 'started' | 'skipped' | 'succeeded' | 'failed';
}

export interface StepProgress {
  name: string;
  done: number;
  total: number;
  detail: string | undefined;
}

export interface CreateStepsOptions {
  record: RunRecord;
  finished: ReadonlyMap<string, unknown>;
  signal: AbortSignal;
  log: Logger;
  onStep: (event: StepEvent) => void;
  onProgress: (progress: StepProgress) => void;
}

/** The `step()` of a job: skips what is finished, records the rest. */
export function createSteps(options: CreateStepsOptions): JobContext<never>['step'] {
  const { record, finished, signal, log, onStep } = options;
  const names = new Set<string>();
  return async (name, run) => {
    if (names.has(name)) throw new TypeError(`Cannot run the step ${name} twice in one run`);
    names.add(name);
    signal.throwIfAborted();
    if (finished.has(name)) {
      log.info({ step: name }, 'step skipped: an earlier attempt finished it');
      onStep({ name, status: 'skipped' });
      return finished.get(name) as never;
    }
    const checkpoint = await record.startStep(name, names.size);
    log.info({ step: name, resumed: checkpoint !== null }, 'step started');
    onStep({ name, status: 'started' });
    const began = performance.now();
    try {
      const result = await run({
        checkpoint,
        saveCheckpoint: (value, client) => record.saveCheckpoint(name, value, client),
        progress: progressWriter(name, options),
      });
      const outcome = asJson(name, result);
      await record.endStep(name, { status: 'succeeded', outcome });
      log.info({ step: name, seconds: secondsSince(began), outcome }, 'step succeeded');
      onStep({ name, status: 'succeeded' });
      return outcome as never;
    } catch (error) {
      log.info({ step: name, seconds: secondsSince(began) }, 'step not finished');
      const status = signal.aborted ? 'interrupted' : 'failed';
      // What made the step fail matters more than a record that could not be written.
      await record.endStep(name, { status }).catch(() => undefined);
      onStep({ name, status: 'failed' });
      throw error;
    }
  };
}

/** Shows each progress, writes one every two seconds, never two at once. */
function progressWriter(name: string, { record, log, onProgress }: CreateStepsOptions) {
  let last = 0;
  let writing = false;
  return (done: number, total: number, detail?: string): void => {
    onProgress({ name, done, total, detail });
    if (writing || Date.now() - last < writeEveryMs) return;
    writing = true;
    last = Date.now();
    record
      .progress(name, done, total)
      .catch((error) => log.debug({ step: name, reason: String(error) }, 'progress not recorded'))
      .finally(() => {
        writing = false;
      });
  };
}

/** What a later attempt would read back, so that a resumed run cannot differ from an undisturbed one. */
function asJson(name: string, value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value ?? null)) as unknown;
  } catch (cause) {
    throw new TypeError(`Cannot record the outcome of step ${name}: it is not JSON`, { cause });
  }
}

function secondsSince(began: number): number {
  return Math.round(performance.now() - began) / 1000;
}
