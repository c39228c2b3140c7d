import type { SupabaseClient } from '@supabase/supabase-js';
import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../../batch/publish/read-artifact.ts';
import { uploadArtifact } from '../../../batch/publish/upload-artifact.ts';
import { catchError } from '../train/support/catch-error.ts';

const artifact = {
  manifest: { version: 'v1' },
  manifestSha256: '',
  files: new Map([
    ['manifest.json', Buffer.from('{}')],
    ['metrics.json', Buffer.from('[]')],
    ['user_tower/weights.bin', Buffer.from([1, 2])],
  ]),
} as unknown as Artifact;

/** Keeps objects as the real one does: none is written twice. `down` fails every call. */
function fakeStorage({ down = false } = {}) {
  const objects = new Map<string, { bytes: Buffer; contentType: string }>();
  const from = (bucket: string) => ({
    async upload(path: string, bytes: Buffer, { contentType }: { contentType: string }) {
      const key = `${bucket}/${path}`;
      if (down) return { error: new Error('fetch failed') };
      if (objects.has(key)) return { error: new Error('The resource already exists') };
      objects.set(key, { bytes, contentType });
      return { error: null };
    },
    async download(path: string) {
      const found = objects.get(`${bucket}/${path}`);
      if (down || !found) return { data: null, error: new Error('Object not found') };
      return { data: new Blob([new Uint8Array(found.bytes)]), error: null };
    },
  });
  return { objects, client: { storage: { from } } as unknown as SupabaseClient };
}

describe('uploadArtifact()', () => {
  it('puts each file under its version with its type, the manifest last', async () => {
    const { client, objects } = fakeStorage();
    await uploadArtifact(client, artifact);
    expect([...objects].map(([key, { contentType }]) => [key, contentType])).toEqual([
      ['models/two_tower/v1/metrics.json', 'application/json'],
      ['models/two_tower/v1/user_tower/weights.bin', 'application/octet-stream'],
      ['models/two_tower/v1/manifest.json', 'application/json'],
    ]);
  });

  it('goes on where an earlier try ended', async () => {
    const { client, objects } = fakeStorage();
    await uploadArtifact(client, artifact);
    objects.delete('models/two_tower/v1/manifest.json');
    await uploadArtifact(client, artifact);
    expect(objects.size).toBe(3);
  });

  it('refuses other bytes under the same path and leaves the stored ones', async () => {
    const { client, objects } = fakeStorage();
    await uploadArtifact(client, artifact);
    const files = new Map(artifact.files).set('metrics.json', Buffer.from('{}'));
    expect(await catchError(() => uploadArtifact(client, { ...artifact, files }))).toMatchObject({
      code: 'ARTIFACT_CORRUPT',
      message: 'two_tower/v1/metrics.json is stored already with other bytes',
    });
    expect(objects.get('models/two_tower/v1/metrics.json')?.bytes.toString()).toBe('[]');
  });

  it('says why where neither writing nor reading works', async () => {
    const { client } = fakeStorage({ down: true });
    expect(await catchError(() => uploadArtifact(client, artifact))).toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: 'cannot store two_tower/v1/metrics.json: fetch failed',
    });
  });
});
