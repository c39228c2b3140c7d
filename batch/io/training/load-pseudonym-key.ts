import { createHmac, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';

export interface PseudonymKey {
  /** 32 bytes: never log it. */
  secret: Buffer;
  /** Says which key was used and nothing about it, 16 hex digits. */
  id: string;
}

const variable = 'MATCHING_PSEUDONYM_KEY';

/**
 * The key of pseudonyms: MATCHING_PSEUDONYM_KEY, else the file pseudonym.key in `root`, which is drawn once and only its
 * owner can read. Throws INVALID_CONFIG for anything but 64 hex digits; the message never holds the value.
 */
export async function loadPseudonymKey(
  root: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<PseudonymKey> {
  const given = environment[variable];
  if (given) return parseKey(given, variable);
  const path = join(root, 'pseudonym.key');
  return parseKey((await readKey(path)) ?? (await createKey(root, path)), path);
}

async function readKey(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Of two processes that begin at once both get the key of the first: a link, unlike a rename, replaces nothing. */
async function createKey(root: string, path: string): Promise<string> {
  await mkdir(root, { recursive: true });
  const temporary = `${path}.${randomBytes(8).toString('hex')}.part`;
  await writeFile(temporary, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return readFile(path, 'utf8');
}

function parseKey(text: string, origin: string): PseudonymKey {
  const hex = text.trim();
  if (!/^[0-9a-fA-F]{64}$/.test(hex)) {
    throw new AppError(
      'INVALID_CONFIG',
      `Cannot use the pseudonym key in ${origin}: it is not 64 hex digits but ${hex.length} characters`,
      { hint: 'Make one with "openssl rand -hex 32"; with another key all pseudonyms change.' },
    );
  }
  const secret = Buffer.from(hex, 'hex');
  const id = createHmac('sha256', secret).update('which key').digest('hex').slice(0, 16);
  return { secret, id };
}
