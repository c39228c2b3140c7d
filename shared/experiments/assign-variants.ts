import type { Experiment, Variant } from '../contracts/experiment.ts';
import { sha256Hex } from '../features/sha256-hex.ts';

/** The variant that a person is given in an experiment. */
export interface AssignedVariant {
  experiment: string;
  variant: Variant;
}

/**
 * The variants of a person, in the order of the experiments; an experiment whose shares leave the person out is not named.
 * SHA-256 of `salt:person` is a number in [0, 1) that never changes and has nothing to do with that of another experiment;
 * variants follow each other on that line, each as long as its share.
 */
export async function assignVariants(
  personId: string,
  experiments: readonly Experiment[],
): Promise<AssignedVariant[]> {
  const places = await Promise.all(experiments.map(({ salt }) => placeOf(`${salt}:${personId}`)));
  return experiments.flatMap(({ name, variants }, index) => {
    const variant = variantAt(places[index]!, variants);
    return variant ? [{ experiment: name, variant }] : [];
  });
}

function variantAt(place: number, variants: readonly Variant[]): Variant | undefined {
  let end = 0;
  for (const variant of variants) {
    end += variant.share;
    if (place < end) return variant;
  }
  return undefined;
}

/** The first 48 bits of the hash as a part of one. */
async function placeOf(text: string): Promise<number> {
  const hash = await sha256Hex(new TextEncoder().encode(text));
  return Number.parseInt(hash.slice(0, 12), 16) / 2 ** 48;
}
