import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Client } from 'pg';
import type { ContentPolicy } from '../../../shared/contracts/content-policy.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { policySha256 } from '../../io/policy-sha256.ts';
import { readContentPolicy } from '../../io/read-content-policy.ts';
import { assessItems, type PolicyAssessment, type PolicyChange } from './assess-items.ts';

export interface PolicyAudit extends PolicyAssessment {
  policySha256: string;
  /** Version in force now, or null. */
  currentVersion: number | null;
  /** True where the audited policy is the one in force. */
  inForce: boolean;
}

export interface AuditOptions {
  /** Where the report goes; null: no report is written. */
  dataRoot: string | null;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

/**
 * What a policy would block that is not blocked now, and the other way round. Changes nothing but the report,
 * `logs/content-policy/<hash of the policy>.json` in the data root: every item that would change, one a line, and the
 * counts. A second audit of the same policy replaces it.
 */
export async function auditContentPolicy(
  client: Client,
  policy: ContentPolicy,
  { dataRoot, signal, onProgress }: AuditOptions,
): Promise<PolicyAudit & { report: string | null }> {
  const current = await readContentPolicy(client);
  const sha256 = policySha256(policy);
  const head = {
    policySha256: sha256,
    currentVersion: current?.version ?? null,
    inForce: current?.policySha256 === sha256,
  };
  if (dataRoot === null) {
    const counts = await assessItems(client, policy, {
      signal,
      onProgress,
      onChanges: async () => undefined,
    });
    return { ...head, ...counts, report: null };
  }
  const report = join(dataRootPaths(dataRoot).logs, 'content-policy', `${sha256.slice(0, 16)}.json`);
  const writer = await openReport(report);
  try {
    const counts = await assessItems(client, policy, { signal, onProgress, onChanges: writer.add });
    await writer.end({ ...head, ...counts });
    return { ...head, ...counts, report };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Writes the items as they come: they may be more than fit into memory. The file appears when it is complete. */
async function openReport(path: string) {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  const stream = createWriteStream(partial);
  const closed = finished(stream);
  // Looked at when the report ends; a disk that is full before must not end the process.
  closed.catch(() => undefined);
  let separator = '\n';
  stream.write('{"changes": [');
  return {
    async add(changes: PolicyChange[]): Promise<void> {
      const lines = changes.map((change) => JSON.stringify(change)).join(',\n');
      const text = `${separator}${lines}`;
      separator = ',\n';
      await new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      });
    },
    async end(audit: PolicyAudit): Promise<void> {
      stream.end(`\n],\n"summary": ${JSON.stringify(audit, null, 2)}}\n`);
      await closed;
      await rename(partial, path);
    },
    async discard(): Promise<void> {
      stream.destroy();
      await rm(partial, { force: true });
    },
  };
}
