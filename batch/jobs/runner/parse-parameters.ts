import type { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { listKeys } from '../../config/list-keys.ts';
import { nearestName } from '../../config/nearest-name.ts';
import type { JobDefinition } from './job-definition.ts';

/** Parameters through the job's schema. Throws INVALID_CONFIG naming the parameter, with the nearest known name. */
export function parseParameters<S extends z.ZodObject>(
  definition: Pick<JobDefinition<S>, 'name' | 'parameters'>,
  given: Record<string, unknown>,
): z.output<S> {
  refuseUnknown(definition, given, definition.parameters);
  const parsed = definition.parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const key = issue.path.join('.');
  const missing = issue.code === 'invalid_type' && valueAt(given, issue.path) === undefined;
  throw new AppError(
    'INVALID_CONFIG',
    missing
      ? `Cannot run ${definition.name}: the parameter ${key} is missing`
      : `Cannot run ${definition.name}: parameter ${key || 'object'}: ${issue.message}`,
    {
      hint: missing
        ? `Add --set ${key}=…; "matching list ${definition.name}" says what it takes.`
        : `"matching list ${definition.name}" says what each parameter takes.`,
    },
  );
}

/** Also for schemas that would drop an unknown key in silence. */
function refuseUnknown(
  { name }: { name: string },
  given: Record<string, unknown>,
  schema: z.ZodObject,
): void {
  const known = [...listKeys(schema).keys()];
  const groups = new Set(Object.keys(schema.shape));
  for (const key of Object.keys(given)) {
    if (groups.has(key)) continue;
    const nearest = nearestName(key, known);
    throw new AppError('INVALID_CONFIG', `Cannot run ${name}: it has no parameter ${key}`, {
      hint: nearest === undefined ? 'It takes no parameters.' : `Did you mean ${nearest}?`,
    });
  }
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value;
}
