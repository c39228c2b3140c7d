import { expect, test } from 'vitest';
import { clientAddress } from '../../../supabase/functions/_lib/http/client-address.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8::7', '2001:db8::7'],
  // An IPv4 client at a socket of IPv6.
  ['::ffff:192.0.2.7', '192.0.2.7'],
  // What the client made up comes first, what the proxy knows last.
  ['203.0.113.1, 192.0.2.7', '192.0.2.7'],
  ['203.0.113.1,unknown', null],
  ['192.0.2.7:443', null],
  ["'; drop table x", null],
  ['', null],
])('clientAddress() of %j is %j', (sent, address) => {
  const headers = { 'x-real-ip': sent, 'x-forwarded-for': '203.0.113.9', 'cf-connecting-ip': '203.0.113.9' };
  expect(clientAddress(new Request('https://x.example', { headers }), 'x-real-ip')).toBe(address);
});

test('clientAddress() is not known without its header, whatever others say', () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  expect(clientAddress(new Request('https://x.example', { headers }), 'cf-connecting-ip')).toBeNull();
});
