/** What `npm start` was asked to do. */
export interface StartOptions {
  /** Folder of the project's local data. */
  root: string;
  /** Folder of RecBole atomic files; null simulates a world. */
  dataFolder: string | null;
  preset: string;
  /** `key=value` settings of the training. */
  set: readonly string[];
  apiPort: number;
  dbPort: number;
  /** End after the report instead of staying up. */
  once: boolean;
}
