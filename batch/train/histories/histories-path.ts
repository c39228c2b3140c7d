/** Where streamed histories are kept for a run that resumes; whoever owns the run removes it in the end. */
export function historiesPath(checkpointPath: string): string {
  return `${checkpointPath}.histories`;
}
