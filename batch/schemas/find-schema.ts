import type { RegisteredSchema } from '../../shared/contracts/schema-registry.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { nearestName } from '../config/nearest-name.ts';

/** Throws INVALID_CONFIG, with the nearest name, where no schema has the name. */
export function findSchema(schemas: readonly RegisteredSchema[], name: string): RegisteredSchema {
  const found = schemas.find((one) => one.name === name);
  if (found) return found;
  const nearest = nearestName(
    name,
    schemas.map((one) => one.name),
  );
  throw new AppError('INVALID_CONFIG', `Cannot find the schema "${name}"`, {
    hint: `Nearest: ${nearest}. "matching schemas list" shows all.`,
  });
}
