import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { type ErrorCode, errorCatalogue } from '../../shared/errors/error-catalogue.ts';

const errorCode = z.string().refine((code): code is ErrorCode => code in errorCatalogue);

/** What a stack in the background tells the command that started it. */
export const stackReportSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ ready: z.literal(false), code: errorCode, message: z.string(), hint: z.string().optional() }),
]);

export type StackReport = z.input<typeof stackReportSchema>;

export function stackReportOf(error: unknown): StackReport {
  if (error instanceof AppError) {
    return {
      ready: false,
      code: error.code,
      message: error.message,
      ...(error.hint ? { hint: error.hint } : {}),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { ready: false, code: 'STACK_START_FAILED', message };
}
