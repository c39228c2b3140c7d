/** The gradient of a table in which only some rows have one. */
export interface RowGradient {
  /** Row numbers of the table, each once. */
  rows: Int32Array;
  /** [rows.length, width], row-major. */
  values: Float32Array;
}

/** Gradients of a step, as `TowerParameters` has the parameters. */
export interface StepGradients {
  itemIds: RowGradient;
  content: RowGradient;
  kernel: Float32Array;
  bias: Float32Array;
}
