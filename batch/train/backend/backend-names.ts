/** Backends of TensorFlow.js, in order of speed. Apart from what starts them, so that settings can be read without it. */
export const backendNames = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];
