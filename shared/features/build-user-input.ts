export interface HistoryPools {
  /** Pool of the last likes, of the last few likes, and of the last nopes; each `dim` wide, or null for none. */
  likes: ArrayLike<number> | null;
  recentLikes: ArrayLike<number> | null;
  nopes: ArrayLike<number> | null;
}

/**
 * The user tower's input, shape [3 * dim]: likes, recent likes, nopes; zeros where the person has none.
 * @throws RangeError when a pool has another width than `dim`.
 */
export function buildUserInput(pools: HistoryPools, dim: number): Float32Array {
  const input = new Float32Array(3 * dim);
  for (const [block, pool] of [pools.likes, pools.recentLikes, pools.nopes].entries()) {
    if (pool === null) continue;
    if (pool.length !== dim)
      throw new RangeError(`Cannot build a user input: a pool is ${pool.length} wide, not ${dim}`);
    input.set(pool, block * dim);
  }
  return input;
}
