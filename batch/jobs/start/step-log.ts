/** Prints each step when it is done, and keeps its seconds. */
export class StepLog {
  readonly seconds: Record<string, number> = {};
  readonly #write: (line: string) => void;
  readonly #signal: AbortSignal;
  readonly #began = performance.now();

  /** @param signal no further step begins once it is aborted */
  constructor(write: (line: string) => void, signal: AbortSignal) {
    this.#write = write;
    this.#signal = signal;
  }

  /** @param summary one line about the outcome, printed beside the time */
  async step<T>(name: string, run: () => Promise<T>, summary: (outcome: T) => string): Promise<T> {
    this.#signal.throwIfAborted();
    const began = performance.now();
    const outcome = await run();
    const seconds = (performance.now() - began) / 1000;
    this.seconds[name] = round(seconds);
    this.#write(`  ${name.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s   ${summary(outcome)}`);
    return outcome;
  }

  /** @returns seconds since the first step, noted as `total`. */
  finish(): number {
    this.seconds.total = round((performance.now() - this.#began) / 1000);
    return this.seconds.total;
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
