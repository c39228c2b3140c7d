/** A person or the system asked the command to end. */
export class Interrupted extends Error {
  readonly exitStatus: number;

  constructor(exitStatus: number) {
    super('interrupted');
    this.name = 'Interrupted';
    this.exitStatus = exitStatus;
  }
}
