/** A refusal in PostgREST's shape. */
export class RestError extends Error {
  readonly status: number;
  readonly body: { code: string; details: string | null; hint: string | null; message: string };

  constructor(
    status: number,
    body: { code: string; message: string; details?: string | null; hint?: string | null },
  ) {
    super(body.message);
    this.name = 'RestError';
    this.status = status;
    this.body = {
      code: body.code,
      details: body.details ?? null,
      hint: body.hint ?? null,
      message: body.message,
    };
  }
}
