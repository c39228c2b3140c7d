const hoursAhead = 9;

/** Seconds since 1970 on a clock on a wall in Japan, which knows no summer time. The API's dates have no zone. */
export type WallSeconds = number;

export function wallSecondsOf(instant: Date): WallSeconds {
  return Math.floor(instant.getTime() / 1000) + hoursAhead * 3600;
}

export function instantOf(wall: WallSeconds): Date {
  return new Date((wall - hoursAhead * 3600) * 1000);
}

/** `YYYY-MM-DDTHH:MM:SS`, as the API's gte_date and lte_date take it. */
export function formatWall(wall: WallSeconds): string {
  return new Date(wall * 1000).toISOString().slice(0, 19);
}

/** Of `YYYY-MM-DD HH:MM:SS`; null for anything else, also for days that do not exist. */
export function parseWall(text: string): WallSeconds | null {
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(text);
  if (!parts) return null;
  const wall = Date.parse(`${parts[1]}T${parts[2]}Z`) / 1000;
  // The 31st of a shorter month would become the 1st of the next.
  return Number.isFinite(wall) && formatWall(wall) === `${parts[1]}T${parts[2]}` ? wall : null;
}
