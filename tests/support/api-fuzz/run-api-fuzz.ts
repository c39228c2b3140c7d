import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import fc from 'fast-check';
import { stackPaths } from '../../../batch/stack/stack-paths.ts';
import { createPerson } from '../../acceptance/support/create-person.ts';
import { signToken } from '../../acceptance/support/sign-token.ts';
import type { ApiStack } from '../serving/open-api-stack.ts';
import { lastCursor } from './arbitrary-of.ts';
import { type Caller, type FuzzRequest, requests } from './arbitrary-request.ts';
import { findFault } from './find-fault.ts';
import { sendRequest } from './send-request.ts';

/** Requests drawn from one seed; the next ones are drawn from the next seed, so that any of them is soon drawn again. */
const perSeed = 100;

export interface ApiFuzzOptions {
  seed: number;
  runs: number;
}

/**
 * Sends generated requests to the endpoints of a stack. Returns how many were answered with each status.
 * @throws Error naming the first request that was answered otherwise than docs/openapi.json declares, and how to send it
 *   again.
 */
export async function runApiFuzz(
  stack: ApiStack,
  { seed, runs }: ApiFuzzOptions,
): Promise<Record<string, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const cursors = new Map<string, string>();
  const statuses: Record<string, number> = {};
  try {
    for (let done = 0; done < runs; done += perSeed) {
      const drawn = fc.sample(requests, { seed: seed + done, numRuns: Math.min(perSeed, runs - done) });
      // New ones each time: a request may have deleted those before.
      const tokens = await createTokens(stack);
      for (const [at, request] of drawn.entries()) {
        const answer = await send(request, tokens);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        const fault = findFault(request, answer);
        if (!fault) continue;
        const sent = { ...request, body: request.body?.toString().slice(0, 1500) };
        throw new Error(
          `${fault}\nRequest ${at} of FUZZ_SEED=${seed + done}: ${JSON.stringify(sent)}\nAnswer ${answer.status}: ${answer.text.slice(0, 1500)}`,
        );
      }
    }
  } finally {
    agent.destroy();
  }
  const log = await readFile(stackPaths(stack.root).log, 'utf8');
  const bad = log.split('\n').find((line) => /unhandled|failed|died|did not answer/i.test(line));
  if (bad) throw new Error(`The log of the stack (FUZZ_SEED=${seed}): ${bad.slice(0, 2000)}`);
  return statuses;

  async function send(request: FuzzRequest, tokens: Record<Caller, string | null>) {
    const { endpoint, method, suffix, caller, chunked } = request;
    const token = tokens[caller];
    const cursor = cursors.get(endpoint) ?? '';
    const body = request.body?.includes(lastCursor)
      ? Buffer.from(request.body.toString().replace(lastCursor, cursor))
      : request.body;
    const answer = await sendRequest(
      {
        url: new URL(`${stack.apiUrl}/functions/v1/${endpoint}${suffix}`),
        ...{ method, body, chunked },
        headers: {
          ...{ apikey: stack.publishableKey, ...request.headers },
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
      },
      agent,
    );
    const next = /"next_cursor":"([^"]+)"/.exec(answer.text)?.[1];
    if (next) cursors.set(endpoint, next);
    return answer;
  }
}

async function createTokens(stack: ApiStack): Promise<Record<Caller, string | null>> {
  const adult = await createPerson(stack, { adult: true });
  const newcomer = await createPerson(stack, { adult: false });
  const expired = await signToken({
    ...{ root: stack.root, issuer: `${stack.apiUrl}/auth/v1`, expiresInSeconds: -60 },
    claims: { sub: adult.id, role: 'authenticated' },
  });
  return {
    adult: adult.token,
    newcomer: newcomer.token,
    expired,
    garbled: `${adult.token.slice(0, -9)}AAAAAAAAA`,
    nobody: null,
  };
}
