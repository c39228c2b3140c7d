/** Files of a data set with a fixed split. `.inter` files hold events, the `.item` file their items' content. */
export interface BenchmarkFiles {
  train: string;
  test: string;
  valid?: string | undefined;
  item?: string | undefined;
}

export const benchmarkParts = ['train', 'valid', 'test'] as const;
export type BenchmarkPart = (typeof benchmarkParts)[number];
