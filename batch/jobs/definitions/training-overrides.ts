import { z } from 'zod';
import { trainingConfigSchema } from '../../train/training-config.ts';

/** Every training setting as an optional parameter: what is not given comes from the preset. */
export const trainingOverrides = overridesOf(trainingConfigSchema);

function overridesOf(schema: z.ZodObject): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(schema.shape).map(([name, field]) => {
      const inner = withoutDefault(field as z.ZodType);
      const parameter = inner instanceof z.ZodObject ? z.strictObject(overridesOf(inner)) : inner;
      return [name, parameter.optional().describe(`training setting; ${defaultText(field as z.ZodType)}`)];
    }),
  );
}

/** With its default inside, an absent setting would be filled in and override the preset. */
function withoutDefault(field: z.ZodType): z.ZodType {
  const { innerType } = field._zod.def as { innerType?: z.ZodType };
  return innerType ? withoutDefault(innerType) : field;
}

function defaultText(field: z.ZodType): string {
  const { data } = field.safeParse(undefined);
  return typeof data === 'object' || data === undefined
    ? 'the preset says'
    : `${String(data)} where the preset says nothing`;
}

/** Settings as `key=value` with dotted keys, as resolveConfig() takes them. */
export function overrideTexts(values: Record<string, unknown>, prefix = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return overrideTexts(value as Record<string, unknown>, `${prefix}${name}.`);
    }
    return [`${prefix}${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`];
  });
}
