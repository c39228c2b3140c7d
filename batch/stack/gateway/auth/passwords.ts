import { compare, hash } from 'bcryptjs';
import { AuthError } from './auth-error.ts';

const cost = 10;
const minimumLength = 6;
/** bcrypt reads 72 bytes and ignores the rest: longer ones are refused, as Supabase Auth does. */
const maximumBytes = 72;

/** @throws AuthError weak_password or validation_failed. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < minimumLength) {
    throw new AuthError(422, 'weak_password', `Password should be at least ${minimumLength} characters.`, {
      weak_password: {
        reasons: ['length'],
        message: `Password should be at least ${minimumLength} characters.`,
      },
    });
  }
  if (Buffer.byteLength(password) > maximumBytes) {
    throw new AuthError(
      400,
      'validation_failed',
      `Password cannot be longer than ${maximumBytes} characters`,
    );
  }
  return hash(password, cost);
}

// A hash of nothing anybody knows: an unknown address takes as long as a wrong password.
const decoy = '$2b$10$ZsvASQhtXpLMC6d3lItmmeXzzAeZVnkuwU.AXTCx8tphz/19SYU/y';

export async function passwordMatches(password: string, encrypted: string | null): Promise<boolean> {
  const matches = await compare(password, encrypted || decoy);
  return matches && Boolean(encrypted);
}
