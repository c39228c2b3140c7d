/** One message of the server: type letter, length, body. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const text = (value: string) => Buffer.from(`${value}\0`, 'utf8');

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export interface WireError {
  severity: 'ERROR' | 'FATAL';
  /** SQLSTATE. */
  code: string;
  message: string;
  hint?: string;
}

/** The messages that the wire server writes itself; all others come from PGlite as they are. */
export const backendMessage = {
  askPassword: () => message('R', int32(3)),
  authenticated: () => message('R', int32(0)),
  parameter: (name: string, value: string) => message('S', Buffer.concat([text(name), text(value)])),
  keyData: (pid: number, secret: number) => message('K', Buffer.concat([int32(pid), int32(secret)])),
  ready: (status: 'I' | 'T' | 'E') => message('Z', Buffer.from(status, 'latin1')),
  /** Column count 0: clients of COPY FROM read the overall format only. */
  copyIn: (binary: boolean) => message('G', Buffer.from([binary ? 1 : 0, 0, 0])),
  error: (error: WireError) =>
    message(
      'E',
      Buffer.concat([
        text(`S${error.severity}`),
        text(`V${error.severity}`),
        text(`C${error.code}`),
        text(`M${error.message}`),
        ...(error.hint ? [text(`H${error.hint}`)] : []),
        Buffer.from([0]),
      ]),
    ),
};
