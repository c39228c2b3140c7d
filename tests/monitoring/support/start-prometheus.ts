import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { findFreePort } from '../../../batch/stack/find-free-port.ts';
import { pollUntil } from './poll-until.ts';

export interface Prometheus {
  /** Values of an instant query by the given label. */
  query(expression: string): Promise<{ labels: Record<string, string>; value: number }[]>;
  /** Names of the alerts that fire now. */
  firing(): Promise<string[]>;
  targets(): Promise<{ health: string; lastError: string }[]>;
  stop(): Promise<void>;
}

/** A real Prometheus over the configuration in `folder`, which also takes its data, on a free port. */
export async function startPrometheus(server: string, folder: string): Promise<Prometheus> {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const child = spawn(
    server,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
      '--log.level=warn',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-20_000);
  });
  const stop = () => end(child);
  async function ask<Data>(path: string): Promise<Data> {
    const response = await fetch(`${url}/api/v1/${path}`);
    return ((await response.json()) as { data: Data }).data;
  }
  try {
    await pollUntil('Prometheus is ready', async () => {
      if (child.exitCode !== null)
        throw new Error(`Prometheus ended with status ${child.exitCode}:\n${said}`);
      return fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async query(expression) {
      const { result } = await ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
        `query?query=${encodeURIComponent(expression)}`,
      );
      return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    async firing() {
      const { alerts } = await ask<{ alerts: { state: string; labels: { alertname: string } }[] }>('alerts');
      return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
    },
    async targets() {
      return (await ask<{ activeTargets: { health: string; lastError: string }[] }>('targets')).activeTargets;
    },
    stop,
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(force);
}
