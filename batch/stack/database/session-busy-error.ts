/** Somebody else kept the one session of the database for too long. */
export class SessionBusyError extends Error {
  constructor() {
    super('Timed out waiting for the database session');
    this.name = 'SessionBusyError';
  }
}
