import { fileURLToPath } from 'node:url';

/** models/presets of this project. */
export const presetsFolder = fileURLToPath(new URL('../../models/presets', import.meta.url));
