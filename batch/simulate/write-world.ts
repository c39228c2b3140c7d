import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { World } from './world.ts';

/**
 * Writes RecBole's atomic files `world.item`, `world.inter`, `world.user`, and the true tastes as
 * `world.truth.json` into a folder, which is created. Throws INVALID_DATA where one of them exists and `force` is
 * not set, or where the folder cannot be written to.
 */
export async function writeWorld(world: World, folder: string, { force = false } = {}): Promise<void> {
  const files: [name: string, text: string][] = [
    ['world.item', itemLines(world)],
    [
      'world.user',
      lines(
        ['user_id:token'],
        world.people.map((person) => [person.id]),
      ),
    ],
    ['world.inter', interactionLines(world)],
    ['world.truth.json', `${JSON.stringify(truth(world))}\n`],
  ];
  if (!force) {
    for (const [name] of files) await refuseToOverwrite(path.join(folder, name));
  }
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of files) {
      const file = path.join(folder, name);
      await writeFile(`${file}.partial`, text);
      await rename(`${file}.partial`, file);
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AppError('INVALID_DATA', `Cannot write to ${folder}: ${code ?? 'unknown reason'}`, {
      hint: 'Choose an --out folder that can be created and written to.',
      cause,
    });
  }
}

function itemLines({ items }: World): string {
  const header =
    'item_id:token title:token_seq maker:token series:token performers:token_seq tags:token_seq released:float ' +
    'duration:float price:float';
  const rows = items.map((item) => [
    item.id,
    item.title,
    item.maker,
    item.series ?? '',
    item.performers.join(' '),
    item.tags.join(' '),
    item.released,
    item.durationMinutes ?? '',
    item.priceYen ?? '',
  ]);
  return lines(header.split(' '), rows);
}

function interactionLines({ items, people, decisions }: World): string {
  const header = ['user_id:token', 'item_id:token', 'rating:float', 'timestamp:float', 'position:float'];
  const rows = decisions.map((decision) => [
    people[decision.person]!.id,
    items[decision.item]!.id,
    decision.isLike ? 5 : 1,
    decision.timestamp,
    decision.position,
  ]);
  return lines(header, rows);
}

function lines(header: string[], rows: (string | number)[][]): string {
  return `${[header, ...rows].map((cells) => cells.join('\t')).join('\n')}\n`;
}

function truth({ options, parameters, items, people }: World) {
  return {
    schemaVersion: 1,
    options,
    parameters,
    items: items.map(({ id, maker, tags, vector, quality }) => ({ id, maker, tags, vector, quality })),
    people,
  };
}

async function refuseToOverwrite(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  throw new AppError('INVALID_DATA', `Cannot write ${file}: it exists`, {
    hint: 'Choose another --out folder, or pass --force to overwrite.',
  });
}
