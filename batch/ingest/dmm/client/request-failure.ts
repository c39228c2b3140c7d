/** A failure that may pass: another attempt is worth it. */
export class TransientFailure extends Error {}

/** The API answered, and said no. `parameters` are those that it named. */
export class Refusal extends Error {
  readonly httpStatus: number;
  readonly parameters: readonly string[];

  constructor(httpStatus: number, parameters: readonly string[]) {
    super(`refused with status ${httpStatus}`);
    this.httpStatus = httpStatus;
    this.parameters = parameters;
  }
}
