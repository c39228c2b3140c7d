/** What a call throws or rejects with; undefined when it does neither. */
export async function catchError(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}
