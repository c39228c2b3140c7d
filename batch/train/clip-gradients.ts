import type { StepGradients } from './row-gradient.ts';

/**
 * Scales all gradients, in place, to the Euclidean norm `clipNorm` where theirs together is above it (Pascanu et al.,
 * arXiv 1211.5063). 0 leaves them as they are.
 */
export function clipGradients(gradients: StepGradients, clipNorm: number): void {
  if (clipNorm === 0) return;
  const arrays = [gradients.itemIds.values, gradients.content.values, gradients.kernel, gradients.bias];
  let squares = 0;
  for (const array of arrays) for (let at = 0; at < array.length; at++) squares += array[at]! * array[at]!;
  const norm = Math.sqrt(squares);
  if (norm <= clipNorm) return;
  const scale = clipNorm / norm;
  for (const array of arrays) for (let at = 0; at < array.length; at++) array[at] = array[at]! * scale;
}
