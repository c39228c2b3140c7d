export type WriteLogLine = (line: Record<string, unknown>) => void;

/**
 * Writes one JSON line. Callers pass codes, counts, times and ids of requests: never an id of a person or an item,
 * a token or a message that might quote one.
 */
export const writeLogLine: WriteLogLine = (line) => {
  console.log(JSON.stringify(line));
};
