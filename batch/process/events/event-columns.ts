export type TimeFormat = 'unix-seconds' | 'unix-milliseconds' | 'iso';

/** How rows of a raw dataset are to be read as events; columns are named as in the raw dataset. */
export interface EventReading {
  personKey: string;
  externalId: string;
  /** Numbers from `likeMin` up are likes, up to `nopeMax` nopes, between them neutral; or words; or all are likes. */
  opinion:
    | { column: string; likeMin: number; nopeMax: number }
    | { column: string; words: { like: string[]; nope: string[]; neutral: string[] } }
    | 'all-likes';
  /** `zone` is the IANA zone of ISO times that name none. Null: the file has no times, see `processEvents`. */
  time: { column: string; format: TimeFormat; zone: string } | null;
}
