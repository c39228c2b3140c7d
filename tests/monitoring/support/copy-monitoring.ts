import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const monitoringFolder = fileURLToPath(new URL('../../../batch/deploy/monitoring/', import.meta.url));

export interface CopyOptions {
  /** Takes the files. */
  folder: string;
  /** `host:port` of the stack. */
  target: string;
  token: string;
}

/** The files of batch/deploy/monitoring as for a stack nearby: asked over HTTP every second, alerts after one second. */
export async function copyMonitoring({ folder, target, token }: CopyOptions): Promise<void> {
  await writeFile(join(folder, 'metrics-token'), `${token}\n`, { mode: 0o600 });
  const configuration = await readFile(join(monitoringFolder, 'prometheus.yml'), 'utf8');
  await writeFile(
    join(folder, 'prometheus.yml'),
    replaceAll(configuration, [
      ['scheme: https', 'scheme: http'],
      ['project.example.com', target],
      ['scrape_interval: 30s', 'scrape_interval: 1s'],
      ['scrape_timeout: 10s', 'scrape_timeout: 1s'],
      ['evaluation_interval: 30s', 'evaluation_interval: 1s'],
    ]),
  );
  const rules = await readFile(join(monitoringFolder, 'alert_rules.yml'), 'utf8');
  await writeFile(join(folder, 'alert_rules.yml'), rules.replace(/^( +for:) \S+$/gm, '$1 1s'));
}

/** The files as they are, with a token beside them. */
export async function copyPlainly(folder: string): Promise<void> {
  for (const name of ['prometheus.yml', 'alert_rules.yml'])
    await copyFile(join(monitoringFolder, name), join(folder, name));
  await writeFile(join(folder, 'metrics-token'), 'a-made-up-token-for-checks');
}

function replaceAll(text: string, pairs: [string, string][]): string {
  return pairs.reduce((done, [from, to]) => {
    if (!done.includes(from)) throw new Error(`prometheus.yml holds no "${from}"`);
    return done.replace(from, to);
  }, text);
}
