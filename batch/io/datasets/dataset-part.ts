import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { syncPath } from './sync-path.ts';

/** `part.json` of a finished part. */
const partSchema = z.strictObject({
  formatVersion: z.literal(1),
  /** Parquet files by table, relative to the part's folder. */
  tables: z.record(z.string(), z.array(z.string().min(1))),
  counts: z.record(z.string(), z.int().min(0)),
});

export type DatasetPart = z.infer<typeof partSchema>;

/** Folder name of a part, `index` from 1 to `count`. */
export function partName({ index, count }: { index: number; count: number }): string {
  return `part-${index}-of-${count}`;
}

/** A finished part, or null. Throws DATASET_CORRUPT for a part.json that is none. */
export async function readPart(folder: string): Promise<DatasetPart | null> {
  const path = join(folder, 'part.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return partSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('DATASET_CORRUPT', `Cannot read ${path}: it does not describe a finished part`, {
      hint: 'Delete its folder and run the command again.',
      cause,
    });
  }
}

/** Fills an empty folder and marks it as finished, by one rename once the disk has everything else. */
export async function makePart(
  folder: string,
  fill: (folder: string) => Promise<Omit<DatasetPart, 'formatVersion'>>,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const part = partSchema.parse({ ...(await fill(folder)), formatVersion: 1 });
  for (const path of Object.values(part.tables).flat()) await syncPath(join(folder, path));
  const written = join(folder, 'part.json.partial');
  await writeFile(written, `${JSON.stringify(part, null, 2)}\n`);
  await syncPath(written);
  await rename(written, join(folder, 'part.json'));
  await syncPath(folder);
  await syncPath(dirname(folder));
}
