import { cannotConvert } from './cannot-convert.ts';

/** A LayersModel's weights by name, such as `dense_1/kernel`. */
export type LayerWeights = ReadonlyMap<string, { shape: number[]; values: Float32Array }>;

/** A weight of a layer, found by the last two parts of its name: converters put the model's name before them.
 * Throws AppError INVALID_DATA where it is not there or has another shape. */
export function layerWeight(
  weights: LayerWeights,
  { layer, part, shape }: { layer: string; part: string; shape: number[] },
): { shape: number[]; values: Float32Array } {
  const wanted = `${layer}/${part}`;
  const found = [...weights].filter(([name]) => name === wanted || name.endsWith(`/${wanted}`));
  const [first] = found;
  if (!first || found.length > 1)
    throw cannotConvert(`layer ${layer} has ${found.length} weights named ${part}`);
  const [, { shape: has, values }] = first;
  if (has.length !== shape.length || has.some((size, at) => size !== shape[at])) {
    throw cannotConvert(`${wanted} has shape [${has}], not [${shape}]`);
  }
  return { shape: has, values };
}
