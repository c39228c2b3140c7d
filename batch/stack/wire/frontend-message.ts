function message(type: string, body: string): Buffer {
  const text = Buffer.from(`${body}\0`, 'utf8');
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}

/** Messages of a client that the wire server writes on its behalf. */
export const frontendMessage = {
  query: (sql: string) => message('Q', sql),
  closeStatement: (name: string) => message('C', `S${name}`),
  sync: () => Buffer.from([0x53, 0, 0, 0, 4]),
};
