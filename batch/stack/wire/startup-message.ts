export type Startup =
  | { kind: 'encryption' }
  | { kind: 'cancel' }
  | { kind: 'start'; parameters: Map<string, string> }
  | { kind: 'unknown' };

const protocol3 = 196608;
const cancelRequest = 80877102;
const sslRequest = 80877103;
const gssRequest = 80877104;

/** Reads the first message of a client: what it wants, and the parameters it starts with. */
export function readStartupMessage(bytes: Buffer): Startup {
  const code = bytes.length >= 8 ? bytes.readInt32BE(4) : 0;
  if (code === sslRequest || code === gssRequest) return { kind: 'encryption' };
  if (code === cancelRequest) return { kind: 'cancel' };
  if (code >> 16 !== protocol3 >> 16) return { kind: 'unknown' };
  const texts = bytes.toString('utf8', 8).split('\0');
  const parameters = new Map<string, string>();
  for (let i = 0; i + 1 < texts.length && texts[i] !== ''; i += 2) parameters.set(texts[i]!, texts[i + 1]!);
  return { kind: 'start', parameters };
}
