const widest = 100;

/** Columns to write in: those of the terminal, or what COLUMNS says where there is none, but no more than 100. */
export function terminalWidth(environment: NodeJS.ProcessEnv = process.env): number {
  const columns = process.stdout.columns || Number(environment.COLUMNS) || widest;
  return Math.min(widest, Math.max(40, columns));
}
