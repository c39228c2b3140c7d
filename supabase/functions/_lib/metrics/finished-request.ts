/** What is counted of a request when it has been answered. */
export interface FinishedRequest {
  functionName: string;
  status: number;
  /** Error code; empty where there was none. */
  code: string;
  durationMs: number;
  /** The version that was to make the answer, whether it could or not; null where none was. */
  modelVersion: string | null;
  /** Codes of what the answer had to do without. */
  degraded: readonly string[];
}

export type CountRequest = (request: FinishedRequest) => void;
