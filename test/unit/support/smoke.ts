import type { RuntimeSmokeFacts, SmokeAttempt, SmokeProduct } from '../../../src/checklist/environment/runtimeSmoke/facts.ts';

export const smokeProduct = (code: string, own: Partial<SmokeProduct> = {}): SmokeProduct => ({
  id: `01t${code}`,
  code,
  family: null,
  lastModified: '2027-01-15T10:01:00.000Z',
  ...own,
});

export const smokeAttempt = (own: Partial<SmokeAttempt> = {}): SmokeAttempt => ({
  client: 'storefront',
  origin: 'https://a.example',
  product: 'HX-1',
  outcome: 'opened',
  detail: null,
  ...own,
});

/** What runtime-smoke read ten minutes after Logik was connected at 10:00. */
export const smokeFacts = (attempts: SmokeAttempt[], own: Partial<RuntimeSmokeFacts> = {}): RuntimeSmokeFacts => ({
  state: 'asked',
  environment: 'https://acme-uat.test01.logik.io',
  readAt: '2027-01-15T10:10:00.000Z',
  products: [...new Set(attempts.map(({ product }) => product))].map((code) => smokeProduct(code)),
  unknown: [],
  attempts,
  ...own,
});
