import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';

/** Writes a LayersModel as TF.js and tensorflowjs_converter do: model.json and shards beside it. */
export async function saveLayersModel(model: tf.LayersModel, folder: string, shards = 1): Promise<void> {
  await mkdir(folder, { recursive: true });
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const data = Buffer.from(artifacts.weightData as ArrayBuffer);
      const size = Math.ceil(data.length / shards);
      const paths: string[] = [];
      for (let shard = 0; shard < shards; shard++) {
        paths.push(`group1-shard${shard + 1}of${shards}.bin`);
        await writeFile(path.join(folder, paths[shard]!), data.subarray(shard * size, (shard + 1) * size));
      }
      const json = {
        format: 'layers-model',
        generatedBy: 'a test',
        modelTopology: artifacts.modelTopology,
        weightsManifest: [{ paths, weights: artifacts.weightSpecs }],
      };
      await writeFile(path.join(folder, 'model.json'), JSON.stringify(json));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
    }),
  );
}
