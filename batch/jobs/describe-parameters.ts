import type { z } from 'zod';
import { listKeys } from '../config/list-keys.ts';
import type { JobDefinition } from './runner/job-definition.ts';

export interface ParameterDescription {
  /** Dotted, as --set takes it. */
  key: string;
  required: boolean;
  /** Absent where there is none. */
  default?: unknown;
  description: string;
}

/** What a job can be told, in the order of its schema. */
export function describeParameters({
  parameters,
}: Pick<JobDefinition, 'parameters'>): ParameterDescription[] {
  return [...listKeys(parameters)].map(([key, leaf]) => {
    const absent = (leaf as z.ZodType).safeParse(undefined);
    return {
      key,
      required: !absent.success,
      ...(absent.success && absent.data !== undefined && { default: absent.data }),
      description: (leaf as z.ZodType).description ?? '',
    };
  });
}
