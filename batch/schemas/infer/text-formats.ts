/** Forms that texts often have, as SQL over a text `v`; the first that fits all texts of a column names its format. */
export const textFormats = {
  'integer-as-text': "regexp_full_match(v, '[+-]?[0-9]{1,18}')",
  'decimal-as-text': "regexp_full_match(v, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?')",
  'boolean-as-text': "lower(v) in ('true', 'false')",
  date: "regexp_full_match(v, '[0-9]{4}-[0-9]{2}-[0-9]{2}') and try_cast(v as date) is not null",
  'date-time':
    "regexp_full_match(v, '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})') and try_cast(v as timestamptz) is not null",
  'date-time-without-zone':
    "regexp_full_match(v, '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?') and try_cast(v as timestamp) is not null",
  uuid: "regexp_full_match(v, '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')",
  email: "regexp_full_match(v, '[^@\\s]+@[^@\\s]+\\.[^@\\s]+')",
  uri: "regexp_full_match(v, 'https?://\\S+')",
  'json-list': "starts_with(v, '[') and json_valid(v)",
  'json-object': "starts_with(v, '{') and json_valid(v)",
} as const;

export type TextFormat = keyof typeof textFormats;
