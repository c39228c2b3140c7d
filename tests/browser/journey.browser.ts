import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, onTestFailed, test } from 'vitest';
import { openServingStack, type ServingStack } from '../support/serving/open-serving-stack.ts';
import { type OpenBrowser, openBrowser } from './support/open-browser.ts';
import { type ServedPage, servePage } from './support/serve-page.ts';

const functionsFolder = fileURLToPath(new URL('../../supabase/functions', import.meta.url));
const pictures = fileURLToPath(new URL('../../test-results/', import.meta.url));
const chromium = inject('chromium');

describe.skipIf(chromium === null)('in a real browser', () => {
  let stack: ServingStack;
  let served: ServedPage;
  let browser: OpenBrowser;

  beforeAll(async () => {
    stack = await openServingStack({ items: 50, functionsFolder });
    served = await servePage(stack);
    browser = await openBrowser(chromium!);
    await mkdir(pictures, { recursive: true });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await stack?.remove();
  }, 30_000);

  /** Waits for a page other than the one shown before and returns the ids of its items. */
  async function nextItems(page: Page, before: string): Promise<string[]> {
    await page.waitForFunction((old) => {
      const text = document.getElementById('status')!.textContent;
      return text.startsWith('page ') && text !== old;
    }, before);
    return page.locator('#items li').evaluateAll((rows) => rows.map((row) => row.dataset.id!));
  }
  const status = async (page: Page) => (await page.locator('#status').textContent()) ?? '';

  test('a person signs in from another origin, confirms, decides and comes back', async () => {
    const page = await browser.context.newPage();
    const complaints: string[] = [];
    // A refused preflight shows nowhere else.
    onTestFailed(() => console.error(complaints.join('\n')));
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`${request.method()} ${request.url()} failed`));

    await page.goto(served.url);
    expect(new URL(served.url).origin).not.toBe(new URL(stack.apiUrl).origin);
    const refused = page.waitForResponse((response) => response.status() === 403);
    await page.getByRole('button', { name: 'Begin' }).click();
    expect((await refused).url()).toBe(`${stack.apiUrl}/functions/v1/recommend-items`);
    await page.getByText('ADULT_CONFIRMATION_REQUIRED', { exact: true }).waitFor();
    expect(await page.locator('#items li').count()).toBe(0);

    await page.getByRole('button', { name: 'I am an adult' }).click();
    const first = await nextItems(page, '');
    expect(first).toHaveLength(10);
    expect(await status(page)).toContain(`from ${stack.modelVersion}`);

    const [liked, noped] = [page.locator('#items li').nth(0), page.locator('#items li').nth(1)];
    await liked.getByRole('button', { name: 'like' }).click();
    await page.locator('li[data-outcome="like accepted"]').waitFor();
    await noped.getByRole('button', { name: 'nope' }).click();
    await page.locator('li[data-outcome="nope accepted"]').waitFor();

    const before = await status(page);
    await page.getByRole('button', { name: 'Next page' }).click();
    const second = await nextItems(page, before);
    expect(second).toHaveLength(10);
    expect(second).not.toContain(first[0]);
    expect(second).not.toContain(first[1]);

    const person = await page.locator('#person').textContent();
    expect(person).toMatch(/^[0-9a-f-]{36}$/);
    await page.reload();
    const third = await nextItems(page, '');
    expect(await page.locator('#person').textContent()).toBe(person);
    expect(await page.getByRole('button', { name: 'Begin' }).isHidden()).toBe(true);
    expect(third).not.toContain(first[0]);
    expect(third).not.toContain(first[1]);

    expect(complaints).toEqual([
      'Failed to load resource: the server responded with a status of 403 (Forbidden)',
    ]);
    await page.close();
  }, 60_000);

  test.each([
    ['desktop', { width: 1280, height: 800 }],
    ['phone', { width: 390, height: 844 }],
  ])(
    'the landing page fits a %s and shows no key',
    async (name, size) => {
      const page = await browser.context.newPage();
      await page.setViewportSize(size);
      await page.goto(stack.apiUrl);
      await page.screenshot({ path: `${pictures}landing-${name}.png` });
      const text = await page.content();
      expect(text).toContain(stack.apiUrl);
      expect(text).not.toContain(stack.publishableKey);
      expect(text).not.toContain(stack.secretKey);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await page.close();
    },
    30_000,
  );
});
