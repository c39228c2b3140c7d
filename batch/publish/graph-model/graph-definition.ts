/** A TF.js graph before it is written out. Names are unique across the three lists. */
export interface GraphDefinition {
  /** Each of shape [-1, width], float32. */
  inputs: { name: string; width: number }[];
  constants: GraphConstant[];
  operations: GraphOperation[];
  /** Names of operations, each of shape [-1, width]. */
  outputs: { name: string; width: number }[];
}

export interface GraphConstant {
  name: string;
  shape: number[];
  values: Float32Array | Int32Array;
}

export interface GraphOperation {
  name: string;
  /** A TensorFlow op that tfjs-converter knows. */
  op: string;
  inputs: string[];
  /** NodeDef attributes in protobuf's JSON form. */
  attributes?: Record<string, unknown>;
}
