/** Attributes of a MatMul of two matrices as they are. */
export const matMul = { transpose_a: { b: false }, transpose_b: { b: false } };
