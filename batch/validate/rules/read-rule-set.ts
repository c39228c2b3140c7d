import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { QualityDataset } from '../../../shared/contracts/quality-fields.ts';
import { type QualityRuleSet, qualityRuleSetSchema } from '../../../shared/contracts/quality-rules.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { defaultCatalogueRules } from './default-catalogue-rules.ts';
import { defaultEventRules } from './default-event-rules.ts';

/**
 * The rule set of a JSON file; what the file leaves out is as in the defaults of its dataset, each of `rules`,
 * `expected` and the single thresholds as a whole. Without a file the defaults.
 * @throws AppError INVALID_CONFIG for a file that cannot be read, an unknown key, field or check, and bad values.
 */
export async function readRuleSet(
  dataset: QualityDataset,
  path: string | null | undefined,
): Promise<QualityRuleSet> {
  const defaults = dataset === 'events' ? defaultEventRules : defaultCatalogueRules;
  if (!path) return defaults;
  const given = await readObject(path);
  const { thresholds, ...rest } = given;
  const parsed = qualityRuleSetSchema.safeParse({
    ...defaults,
    ...rest,
    thresholds: isObject(thresholds)
      ? { ...defaults.thresholds, ...thresholds }
      : (thresholds ?? defaults.thresholds),
  });
  if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' '));
  if (parsed.data.dataset !== dataset) {
    throw invalid(path, `its rules are for ${parsed.data.dataset}, not for ${dataset}`);
  }
  return parsed.data;
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const why =
      cause instanceof SyntaxError ? 'it is no JSON' : `it cannot be read (${(cause as Error).message})`;
    throw invalid(path, why, cause);
  }
  if (!isObject(value)) throw invalid(path, 'it holds no JSON object');
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, why: string, cause?: unknown): AppError {
  return new AppError('INVALID_CONFIG', `Cannot use the quality rules of ${path}: ${why}`, {
    hint: 'Correct the file; what it leaves out is taken from the defaults.',
    cause,
  });
}
