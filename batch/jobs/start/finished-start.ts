import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { z } from 'zod';
import type { StartOptions } from './start-options.ts';
import type { StartReport } from './start-report.ts';

const finishedSchema = z.strictObject({
  dataFolder: z.string().nullable(),
  preset: z.string(),
  set: z.array(z.string()),
  runFolder: z.string(),
  report: z.custom<StartReport>((value) => typeof value === 'object' && value !== null),
});

export type FinishedStart = z.infer<typeof finishedSchema>;

const pathOf = (root: string): string => join(root, 'start.json');

/** Notes what a start ended with, so that the next one can go on from there. */
export async function writeFinishedStart(root: string, finished: FinishedStart): Promise<void> {
  await writeFile(pathOf(root), JSON.stringify(finished));
}

/** The last start in this root, when it was asked for the same and its model is the one that serves; else null. */
export async function readFinishedStart(
  options: StartOptions,
  database: Client,
): Promise<FinishedStart | null> {
  const text = await readFile(pathOf(options.root), 'utf8').catch(() => null);
  const parsed = text === null ? null : finishedSchema.safeParse(parseJson(text));
  if (!parsed?.success) return null;
  const { dataFolder, preset, set, report } = parsed.data;
  const same =
    dataFolder === options.dataFolder &&
    preset === options.preset &&
    set.join('\n') === options.set.join('\n');
  if (!same) return null;
  const { rows } = await database.query<{ model_version: string }>(
    "select model_version from app.deployments where slot = 'active'",
  );
  return rows[0]?.model_version === report.modelVersion ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
