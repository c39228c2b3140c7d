export interface WithinOptions {
  ms: number;
  /** Makes the error to throw. */
  late: () => Error;
}

/** What `work` gives; throws what `late` makes when that takes longer than `ms`. The work itself goes on. */
export async function within<Result>(work: Promise<Result>, { ms, late }: WithinOptions): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
