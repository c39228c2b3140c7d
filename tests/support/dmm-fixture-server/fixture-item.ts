/** An item as ItemList shows it. Only the id and the date are always there. */
export interface FixtureItem {
  content_id: string;
  /** `YYYY-MM-DD HH:MM:SS` in Japan. */
  date: string;
  /** Lower is better ranked; not shown. */
  rank: number;
  fields: Record<string, unknown>;
}

export interface FixtureTerm {
  id: number;
  name: string;
  ruby?: string;
}

export interface FixtureCatalogue {
  /** Items by floor code. */
  floors: Record<string, FixtureItem[]>;
  genres: FixtureTerm[];
  makers: FixtureTerm[];
  series: FixtureTerm[];
  performers: FixtureTerm[];
}
