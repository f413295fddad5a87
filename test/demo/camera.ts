import { chromium } from 'playwright-core';
import { chromiumPath } from '../support/browser.ts';
import type { Login } from './backstage.ts';

const PAGE = '/apex/SBQQ__EditSettings';

/** Takes a picture of the Salesforce CPQ configuration page, at the tab that repoint works on. */
export const photographConfigurator = async ({ instanceUrl, accessToken }: Login, file: string): Promise<void> => {
  const browser = await chromium.launch({ executablePath: await chromiumPath() });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 640 } });
    await page.goto(
      `${instanceUrl}/secur/frontdoor.jsp?sid=${encodeURIComponent(accessToken)}&retURL=${encodeURIComponent(PAGE)}`
    );
    const field = page.getByLabel('External Configurator URL', { exact: true });
    if (!(await field.isVisible())) await page.getByText('Additional Settings', { exact: true }).first().click();
    await field.waitFor({ state: 'visible', timeout: 10_000 });
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
  }
};
