const everyMs = 5000;

export interface Counter {
  update(count: number): void;
  stop(): void;
}

/** Shows how much is done of something whose end is not known, on stderr: one line that changes, or one now and then. */
export function createCounter(
  label: string,
  unit: string,
  stream: NodeJS.WriteStream = process.stderr,
): Counter {
  let last = stream.isTTY ? 0 : Date.now();
  let shown = false;
  return {
    update(count) {
      if (Date.now() - last < (stream.isTTY ? 100 : everyMs)) return;
      last = Date.now();
      shown = true;
      stream.write(stream.isTTY ? `\r${label}: ${count} ${unit}` : `${label}: ${count} ${unit}\n`);
    },
    stop() {
      // Clears the line.
      if (shown && stream.isTTY) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
