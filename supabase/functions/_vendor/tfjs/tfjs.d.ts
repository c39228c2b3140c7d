/** What entry.js exports. Written by hand: the bundle takes no types along. */

/** Version of TensorFlow.js, for instance `4.22.0`. */
export const version: string;

/**
 * Starts the WebAssembly backend (SIMD, one thread) from the bytes in the bundle; a second call waits for the first.
 * @throws Error when TF.js would go on with another backend.
 */
export function startWasm(): Promise<void>;

/** A tensor in the backend's memory until it is disposed. */
export interface Tensor {
  readonly shape: number[];
  /** A view that may change with the next operation: copy it. */
  dataSync(): Float32Array;
}

export interface Graph {
  /** Runs the graph on named inputs and returns the named output; disposing it is the caller's. */
  execute(inputs: Record<string, Tensor>, output: string): Tensor;
  execute(inputs: Record<string, Tensor>, outputs: string[]): Tensor[];
  dispose(): void;
}

/**
 * Loads a GraphModel. `modelJson` is model.json parsed, `weights` its only shard. Needs `startWasm` first.
 * @throws whatever TF.js throws on a model that it cannot read.
 */
export function loadGraph(modelJson: unknown, weights: ArrayBuffer): Graph;

/** @throws Error when the values do not fill the shape. */
export function tensor2d(values: Float32Array, shape: [number, number]): Tensor;

export function dispose(tensors: Tensor | Tensor[]): void;

/** Tensors alive in this bundle's engine. */
export function countTensors(): number;
