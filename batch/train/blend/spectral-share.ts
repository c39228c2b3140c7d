/** Share of an item's squared length that is spectral: both parts count alike where items are compared. */
export const spectralShare = 0.5;
