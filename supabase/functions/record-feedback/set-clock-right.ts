/** Networks take so long; a smaller difference says nothing of a clock. */
const leastSkewMs = 5000;

/**
 * Events with the times that they have by the service's clock, where the device says what its own clock shows; in UTC, as the
 * database does not know every offset that ISO 8601 does.
 */
export function setClockRight<Event extends { occurred_at: string }>(
  events: readonly Event[],
  { sentAt, now }: { sentAt: string | undefined; now: Date },
): Event[] {
  const skewMs = sentAt === undefined ? 0 : now.getTime() - Date.parse(sentAt);
  const shiftMs = Math.abs(skewMs) > leastSkewMs ? skewMs : 0;
  return events.map((event) => ({
    ...event,
    occurred_at: new Date(Date.parse(event.occurred_at) + shiftMs).toISOString(),
  }));
}
