/**
 * Every stable error code of the project: the HTTP status an endpoint answers with and the exit status a
 * command ends with. Exit statuses: 1 unexpected, 2 bad input or usage, 3 the environment is not ready
 * (missing tool, taken port, held lock), 4 a service that was asked refused or failed.
 */
export const errorCatalogue = {
  // requests
  INVALID_REQUEST: { status: 400, exit: 2 },
  UNAUTHENTICATED: { status: 401, exit: 2 },
  TOKEN_EXPIRED: { status: 401, exit: 2 },
  ADULT_CONFIRMATION_REQUIRED: { status: 403, exit: 2 },
  NOT_FOUND: { status: 404, exit: 2 },
  METHOD_NOT_ALLOWED: { status: 405, exit: 2 },
  REQUEST_TIMEOUT: { status: 408, exit: 2 },
  BODY_TOO_LARGE: { status: 413, exit: 2 },
  RATE_LIMITED: { status: 429, exit: 4 },
  INTERNAL: { status: 500, exit: 1 },
  DATABASE_UNAVAILABLE: { status: 503, exit: 4 },
  DATABASE_SLOW: { status: 503, exit: 4 },
  AUTH_UNAVAILABLE: { status: 503, exit: 4 },
  TIMED_OUT: { status: 503, exit: 4 },
  // model artifacts
  MODEL_MISSING: { status: 503, exit: 2 },
  MODEL_LOADING: { status: 503, exit: 4 },
  ARTIFACT_MISSING: { status: 503, exit: 4 },
  ARTIFACT_CORRUPT: { status: 503, exit: 2 },
  MANIFEST_MISMATCH: { status: 503, exit: 2 },
  FEATURE_SPEC_MISMATCH: { status: 503, exit: 2 },
  GOLDEN_VECTOR_MISMATCH: { status: 503, exit: 2 },
  // commands
  INVALID_CONFIG: { status: 400, exit: 2 },
  INVALID_DATA: { status: 400, exit: 2 },
  NOT_ENOUGH_DATA: { status: 400, exit: 2 },
  TOO_MANY_REJECTS: { status: 400, exit: 2 },
  QUALITY_BELOW_THRESHOLD: { status: 400, exit: 2 },
  DATASET_MISSING: { status: 404, exit: 2 },
  DATASET_CORRUPT: { status: 500, exit: 2 },
  DATASET_BUSY: { status: 503, exit: 3 },
  BACKEND_UNAVAILABLE: { status: 503, exit: 3 },
  ENVIRONMENT_INCOMPLETE: { status: 503, exit: 3 },
  CHECKPOINT_MISMATCH: { status: 400, exit: 2 },
  STORAGE_UNAVAILABLE: { status: 503, exit: 4 },
  FUNCTION_FAILED: { status: 502, exit: 4 },
  VERIFICATION_FAILED: { status: 500, exit: 4 },
  GATE_REFUSED: { status: 409, exit: 2 },
  DRIFT_EXCEEDED: { status: 409, exit: 2 },
  BIAS_EXCEEDED: { status: 409, exit: 2 },
  RELEASE_REFUSED: { status: 409, exit: 2 },
  GUARDRAIL_BREACHED: { status: 409, exit: 1 },
  // jobs
  JOB_UNKNOWN: { status: 404, exit: 2 },
  JOB_RUNNING: { status: 503, exit: 3 },
  JOB_LEASE_LOST: { status: 503, exit: 4 },
  RUN_UNKNOWN: { status: 404, exit: 2 },
  // catalogue sources
  SOURCE_REFUSED: { status: 502, exit: 4 },
  SOURCE_QUOTA_EXHAUSTED: { status: 503, exit: 4 },
  SOURCE_UNAVAILABLE: { status: 502, exit: 4 },
  SOURCE_INCOMPLETE: { status: 502, exit: 4 },
  // the embedded stack
  PORT_TAKEN: { status: 503, exit: 3 },
  STACK_LOCKED: { status: 503, exit: 3 },
  STACK_NOT_RUNNING: { status: 503, exit: 3 },
  STACK_START_FAILED: { status: 503, exit: 3 },
  DATABASE_NOT_MIGRATED: { status: 503, exit: 3 },
  DATABASE_CORRUPT: { status: 503, exit: 3 },
  DENO_MISSING: { status: 503, exit: 3 },
  MIGRATION_FAILED: { status: 503, exit: 4 },
} as const satisfies Record<string, { status: number; exit: number }>;

export type ErrorCode = keyof typeof errorCatalogue;
