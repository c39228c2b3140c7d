/** Networks take so long; a smaller difference says nothing of a clock. */
const leastSkewMs = 5000;

/** Events with the times that they have by the service's clock, where the device says what its own clock shows. */
export function setClockRight<Event extends { occurred_at: string }>(
  events: readonly Event[],
  { sentAt, now }: { sentAt: string | undefined; now: Date },
): Event[] {
  const skewMs = sentAt === undefined ? 0 : now.getTime() - Date.parse(sentAt);
  if (Math.abs(skewMs) <= leastSkewMs) return [...events];
  return events.map((event) => ({
    ...event,
    occurred_at: new Date(Date.parse(event.occurred_at) + skewMs).toISOString(),
  }));
}
