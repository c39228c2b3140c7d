import { storageErrors } from './storage-error.ts';

// The characters Supabase Storage allows in a name.
const allowed = /^[\w/!\-.*'() &$@=;:+,?]+$/;

/** @throws StorageError InvalidKey, also for a name that tries to climb out of its folder. */
export function checkObjectKey(name: string): string {
  const segments = name.split('/');
  const climbs = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (!allowed.test(name) || climbs || name.length > 1024) throw storageErrors.invalidKey(name);
  return name;
}
