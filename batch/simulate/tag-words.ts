/** Neutral words of the simulated tags, in groups: tags of one group lie close to each other in taste. */
export const tagWords: readonly (readonly string[])[] = [
  ['harbor', 'lagoon', 'reef', 'tide', 'anchor', 'dune', 'shell', 'pier'],
  ['maple', 'cedar', 'fern', 'moss', 'clover', 'bamboo', 'willow', 'thistle'],
  ['copper', 'cobalt', 'nickel', 'amber', 'quartz', 'slate', 'onyx', 'pearl'],
  ['drum', 'flute', 'cello', 'chord', 'tempo', 'waltz', 'choir', 'echo'],
  ['lantern', 'candle', 'prism', 'mirror', 'beacon', 'ember', 'spark', 'glow'],
  ['ginger', 'sesame', 'plum', 'barley', 'honey', 'mint', 'walnut', 'cocoa'],
  ['comet', 'orbit', 'nebula', 'zenith', 'eclipse', 'meteor', 'aurora', 'lunar'],
  ['bridge', 'tower', 'garden', 'market', 'station', 'alley', 'plaza', 'gate'],
];
