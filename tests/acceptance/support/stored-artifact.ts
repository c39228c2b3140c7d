import { createHash } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { artifactObjectPath, artifactPaths, modelBucket } from '../../../shared/contracts/artifact-paths.ts';
import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';

/** The files of one version in Storage, behind the back of the jobs that put them there. */
export class StoredArtifact {
  readonly #admin: SupabaseClient;
  readonly #version: string;

  constructor(admin: SupabaseClient, version: string) {
    this.#admin = admin;
    this.#version = version;
  }

  async read(path: string): Promise<Buffer> {
    const { data, error } = await this.#bucket.download(this.#pathOf(path));
    if (error) throw error;
    return Buffer.from(await data.arrayBuffer());
  }

  async readManifest(): Promise<ModelManifest> {
    return JSON.parse((await this.read(artifactPaths.manifest)).toString()) as ModelManifest;
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const { error } = await this.#bucket.upload(this.#pathOf(path), bytes, { upsert: true });
    if (error) throw error;
  }

  async remove(paths: string[]): Promise<void> {
    const { data, error } = await this.#bucket.remove(paths.map((path) => this.#pathOf(path)));
    if (error) throw error;
    if (data.length !== paths.length) throw new Error(`removed ${data.length} of ${paths.length} files`);
  }

  get #bucket() {
    return this.#admin.storage.from(modelBucket);
  }

  #pathOf(path: string): string {
    return artifactObjectPath(this.#version, path);
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
