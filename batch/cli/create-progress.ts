import { Presets, SingleBar } from 'cli-progress';

const lineEveryMs = 5000;

export interface Progress {
  /** @param detail a few words beside the share, such as loss and speed */
  update(done: number, total: number, detail?: string): void;
  stop(): void;
}

/** Shows how far a long step is, on stderr: a bar for a person, a line now and then for a log. */
export function createProgress(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (stream.isTTY) return bar(label, stream);
  let last = Date.now();
  return {
    update(done, total, detail = '') {
      if (Date.now() - last < lineEveryMs) return;
      last = Date.now();
      stream.write(
        `${label}: ${Math.floor((100 * done) / Math.max(1, total))} % ${detail}`.trimEnd().concat('\n'),
      );
    },
    stop() {},
  };
}

function bar(label: string, stream: NodeJS.WriteStream): Progress {
  const single = new SingleBar(
    {
      format: `${label} {bar} {percentage} % {detail}`,
      barsize: 24,
      clearOnComplete: true,
      hideCursor: true,
      stream,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(done, total, detail = '') {
      if (started) single.update(done, { detail });
      else single.start(total, done, { detail });
      started = true;
    },
    stop() {
      if (started) single.stop();
    },
  };
}
