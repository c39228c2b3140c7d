/** Somebody who takes turns on the one session: a wire client, or the gateway. */
export interface SessionUser {
  /** Session-level settings to put back when the user's next turn comes. */
  settings: Map<string, string>;
  /** Whether statements of the last turns may have changed session-level settings. */
  dirty: boolean;
}
