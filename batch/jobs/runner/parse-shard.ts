import { AppError } from '../../../shared/errors/app-error.ts';
import type { Shard } from './job-definition.ts';

const maxShards = 1024;

/** `2/4` is the second of four. Throws INVALID_CONFIG for anything else. */
export function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (index >= 1 && index <= count && count <= maxShards) return { index, count };
  throw new AppError('INVALID_CONFIG', `Cannot use --shard ${text}: it is not a part such as 2/4`, {
    hint: `Write <part>/<parts>: parts from 1 to ${maxShards}, part from 1 to parts.`,
  });
}
