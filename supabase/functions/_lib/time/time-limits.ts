/**
 * How long each part of a request is waited for, in milliseconds. Whatever hangs, and in whatever combination, an answer
 * leaves after `requestMs`.
 */
export const timeLimits = {
  /** The body: a sender that trickles must not hold a worker. */
  bodyMs: 3000,
  /** The public keys of tokens. */
  keysMs: 2000,
  /** One call of the database, or one file from Storage. The database itself stops a statement after 4,500. */
  callMs: 5000,
  /** The user tower: the page is made without it then, and the load goes on for those who come next. */
  towerMs: 4000,
  requestMs: 12_000,
} as const;
