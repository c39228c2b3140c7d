import type { ModelManifest } from '../../../../shared/contracts/model-manifest.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';
import {
  encoderVersion,
  type FeatureSpec,
  featureSpecSchema,
} from '../../../../shared/features/feature-spec.ts';
import { hashFeatureSpec } from '../../../../shared/features/hash-feature-spec.ts';

/**
 * Makes sure that the model was trained on features as this code computes them.
 * @param bytes feature_spec.json.
 * @throws AppError FEATURE_SPEC_MISMATCH saying what differs.
 */
export async function checkFeatureSpec(bytes: Uint8Array, manifest: ModelManifest): Promise<void> {
  const spec = parse(bytes, manifest);
  if ((await hashFeatureSpec(spec)) !== manifest.featureSpecHash) {
    throw mismatch(manifest, 'its hash is not the one in the manifest');
  }
  if (spec.encoderVersion !== encoderVersion) {
    throw mismatch(
      manifest,
      `it is for encoder ${spec.encoderVersion}, this code has encoder ${encoderVersion}`,
    );
  }
  if (spec.dim !== manifest.dim) {
    throw mismatch(manifest, `it is ${spec.dim} wide, the manifest says ${manifest.dim}`);
  }
  const names = ['likeLimit', 'recentLimit', 'nopeLimit', 'halfLifePositions'] as const;
  const differing = names.filter((name) => spec.history[name] !== manifest.history[name]);
  if (differing.length > 0) throw mismatch(manifest, `it and the manifest differ in history.${differing[0]}`);
}

function parse(bytes: Uint8Array, manifest: ModelManifest): FeatureSpec {
  try {
    return featureSpecSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw mismatch(manifest, 'it does not have the form that this code knows', cause);
  }
}

function mismatch(manifest: ModelManifest, problem: string, cause?: unknown): AppError {
  return new AppError(
    'FEATURE_SPEC_MISMATCH',
    `Cannot use the feature spec of ${manifest.version}: ${problem}`,
    {
      cause,
    },
  );
}
