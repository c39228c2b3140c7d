import { afterAll, vi } from 'vitest';
import { removeTempFolders } from '../fixtures/new-temp-folder.ts';

// A setup file runs for each test file, and its hooks end after those of the file: a process goes on to the next one.
afterAll(() => {
  vi.unstubAllEnvs();
  removeTempFolders();
});
