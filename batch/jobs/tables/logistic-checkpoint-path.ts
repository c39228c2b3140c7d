/** Where the training of logistic tables keeps its checkpoint, beside that of the others. */
export function logisticCheckpointPath(checkpointPath: string): string {
  return `${checkpointPath}.logistic`;
}
