import { open } from 'node:fs/promises';
import { z } from 'zod';

const lineSchema = z.union([
  z
    .object({ rpc: z.string(), ms: z.number() })
    .transform(({ rpc, ms }) => ({ name: rpc, ms, answers: false })),
  z
    .object({ edgeFunction: z.string(), ms: z.number() })
    .transform(({ edgeFunction, ms }) => ({ name: edgeFunction, ms, answers: true })),
]);

/** Something that the gateway saw the end of: a call of a database function, or with `answers` an Edge Function's answer. */
export type GatewayLine = z.infer<typeof lineSchema>;

/** Follows the log of a stack that logs at level debug. */
export class GatewayLog {
  readonly #path: string;
  #offset = 0;
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** What was logged since it was asked last, in the order in which it ended. */
  async readNew(): Promise<GatewayLine[]> {
    const file = await open(this.#path);
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read(
        Buffer.alloc(size - this.#offset),
        0,
        size - this.#offset,
        this.#offset,
      );
      this.#offset = size;
      const lines = (this.#rest + buffer.toString('utf8')).split('\n');
      this.#rest = lines.pop()!;
      return lines.flatMap((line) => {
        const { success, data } = lineSchema.safeParse(parseJson(line));
        return success ? [data] : [];
      });
    } finally {
      await file.close();
    }
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
