/** A fetch that gives up after `timeoutMs`, headers and body together; a caller's own signal still counts. */
export function fetchWithTimeout(fetcher: typeof fetch, timeoutMs: number): typeof fetch {
  return (input, init) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    return fetcher(input, { ...init, signal });
  };
}
