export const fileFormats = ['atomic', 'csv', 'jsonl', 'parquet'] as const;
export const fileKinds = ['events', 'catalogue', 'people'] as const;

export type FileFormat = (typeof fileFormats)[number];
/** `people` is an atomic `.user` file: it is checked and counted, and nothing of it is kept. */
export type FileKind = (typeof fileKinds)[number];

/** One file that is to be landed, and how it is to be read. */
export interface SourceFile {
  path: string;
  /** How rows, reports and errors name the file: its name, with folders where two have the same one. */
  label: string;
  kind: FileKind;
  format: FileFormat;
  /** The file, whatever its format, is compressed by gzip. */
  gzip: boolean;
  /** One character between the cells of a line. Null for formats that have none. */
  delimiter: string | null;
  /** One character around cells that hold delimiters or line ends; null where quotes are letters like others. */
  quote: string | null;
}
