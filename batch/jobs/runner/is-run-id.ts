/** Whether a text is a run id or the beginning of one: four characters or more. No name of a job looks like it. */
export function isRunId(text: string): boolean {
  return /^[0-9a-f]{4,8}$|^[0-9a-f]{8}-[0-9a-f-]{0,27}$/i.test(text);
}
