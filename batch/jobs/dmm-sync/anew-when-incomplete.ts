import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { StepContext } from '../runner/job-definition.ts';

const checkpointSchema = z.object({ attempt: z.int().min(1) });

/**
 * Reads something whose pages are kept. The same pages would fail for ever in the same way: after SOURCE_INCOMPLETE the
 * step is given another number when it is run again, and fetches anew.
 */
export async function anewWhenIncomplete<T>(
  step: StepContext,
  read: (attempt: number) => Promise<T>,
): Promise<T> {
  const saved = checkpointSchema.safeParse(step.checkpoint);
  const attempt = saved.success ? saved.data.attempt : 1;
  try {
    return await read(attempt);
  } catch (error) {
    if (error instanceof AppError && error.code === 'SOURCE_INCOMPLETE') {
      await step.saveCheckpoint({ attempt: attempt + 1 });
    }
    throw error;
  }
}
