import { z } from 'zod';

const quantizationSchema = z.strictObject({
  dtype: z.enum(['uint8', 'uint16', 'float16']),
  scale: z.number().optional(),
  min: z.number().optional(),
  original_dtype: z.enum(['float32', 'int32']).optional(),
});

const weightSpecSchema = z.object({
  name: z.string().min(1),
  shape: z.array(z.int().min(0)),
  dtype: z.string(),
  quantization: quantizationSchema.optional(),
});

/** model.json of TF.js, a LayersModel's or a GraphModel's, whoever wrote it. */
export const modelJsonSchema = z.object({
  format: z.enum(['graph-model', 'layers-model']).optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  signature: z.unknown().optional(),
  weightsManifest: z
    .array(z.object({ paths: z.array(z.string().min(1)).min(1), weights: z.array(weightSpecSchema) }))
    .min(1),
});

export type ModelJson = z.output<typeof modelJsonSchema>;
