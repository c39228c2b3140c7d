/** A TF.js GraphModel as it is stored: `modelJson` is model.json, `weights` the one shard that it names. */
export interface GraphModel {
  modelJson: string;
  weights: Uint8Array<ArrayBuffer>;
}
