interface EdgeRuntimeGlobal {
  EdgeRuntime?: { waitUntil?: (promise: Promise<void>) => void };
}

/** `EdgeRuntime.waitUntil` where the hosted runtime offers it; undefined elsewhere. */
export function findWaitUntil(scope: unknown = globalThis): ((promise: Promise<void>) => void) | undefined {
  const runtime = (scope as EdgeRuntimeGlobal).EdgeRuntime;
  return runtime?.waitUntil?.bind(runtime);
}
