import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const lookEveryMs = 300;

/**
 * The lines of a log that are there; with a signal also those that come, until the run's last line or the abort. A last
 * line without a line break counts as one only when nothing follows it.
 */
export async function* followLog(file: string, signal: AbortSignal | null): AsyncGenerator<string> {
  const handle = await open(file);
  const buffer = Buffer.alloc(64 * 1024);
  let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  let last = '';
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) {
        if (signal === null || signal.aborted || isEnd(last)) break;
        await wait(lookEveryMs, undefined, { signal }).catch(() => undefined);
        continue;
      }
      rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        last = rest.toString('utf8', 0, end);
        rest = rest.subarray(end + 1);
        yield last;
      }
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    await handle.close();
  }
}

function isEnd(line: string): boolean {
  try {
    return (JSON.parse(line) as { ended?: boolean }).ended === true;
  } catch {
    return false;
  }
}
