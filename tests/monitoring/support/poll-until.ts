const pauseMs = 200;

/** Asks again and again until it is so. @throws Error saying what was waited for, after `ms`. */
export async function pollUntil(
  what: string,
  isSo: () => Promise<boolean>,
  { ms = 60_000 }: { ms?: number } = {},
): Promise<void> {
  const until = Date.now() + ms;
  while (!(await isSo())) {
    if (Date.now() > until) throw new Error(`Waited ${ms / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
