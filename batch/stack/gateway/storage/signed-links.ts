import { jwtVerify, SignJWT } from 'jose';
import type { GatewayContext } from '../gateway-context.ts';
import type { ObjectAddress } from './find-object.ts';
import { storageErrors } from './storage-error.ts';

const secret = (context: GatewayContext) => new TextEncoder().encode(context.keys.storageSecret);
const subject = (address: ObjectAddress) => `${address.bucket}/${address.name}`;

/** Links that open one private object for a while. Signed with a secret of their own: no access token can be one. */
export const signedLinks = {
  async create(context: GatewayContext, address: ObjectAddress, expiresInSeconds: number): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ url: subject(address) })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt(now)
      .setExpirationTime(now + expiresInSeconds)
      .sign(secret(context));
    return `/object/sign/${subject(address)}?token=${token}`;
  },

  /** @throws StorageError InvalidJWT. */
  async check(context: GatewayContext, address: ObjectAddress, token: string | undefined): Promise<void> {
    try {
      const { payload } = await jwtVerify(token ?? '', secret(context), { algorithms: ['HS256'] });
      if (payload.url === subject(address)) return;
    } catch {
      throw storageErrors.badToken('The signed URL is not valid or has expired');
    }
    throw storageErrors.badToken('The signed URL belongs to another object');
  },
};
