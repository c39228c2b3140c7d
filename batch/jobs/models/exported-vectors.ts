/** File of the item vectors in the folder of an exported model. */
export const exportedVectors = 'vectors.parquet';
