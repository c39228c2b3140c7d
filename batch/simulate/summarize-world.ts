import type { World } from './world.ts';

const coldLimit = 3;

export interface WorldSummary {
  people: number;
  items: number;
  likes: number;
  nopes: number;
  /** People and items with 0 to 3 decisions. */
  coldPeople: number;
  coldItems: number;
}

export function summarizeWorld({ people, items, decisions }: World): WorldSummary {
  const perPerson = new Uint32Array(people.length);
  const perItem = new Uint32Array(items.length);
  let likes = 0;
  for (const decision of decisions) {
    perPerson[decision.person]!++;
    perItem[decision.item]!++;
    if (decision.isLike) likes++;
  }
  return {
    people: people.length,
    items: items.length,
    likes,
    nopes: decisions.length - likes,
    coldPeople: perPerson.filter((count) => count <= coldLimit).length,
    coldItems: perItem.filter((count) => count <= coldLimit).length,
  };
}
