import { logikError, type LogikProblem } from '../../../src/logik/errors.ts';
import { noLogik } from '../../../src/logik/none.ts';
import type { ConfigurableProduct, LogikAccess, LogikAdmin } from '../../../src/logik/types.ts';

const unasked = (): never => {
  throw new Error('This line asks for products only.');
};

/** A product as Logik holds it. */
export const heldProduct = (partnerProductId: string | null, name = 'Pump'): ConfigurableProduct => ({
  name,
  partnerProductId,
  blueprint: 'pump',
  modified: '2026-11-01T00:00:00.000Z',
});

/** What the environment says no with. */
export const refusalOf = (problem: LogikProblem): Error =>
  logikError(problem, {
    environment: 'https://acme-uat.test01.logik.io',
    asked: 'products',
    variable: 'LOGIK_ADMIN_API_KEY',
  });

/** A way to environments that all hold these products, with a record of who was asked. */
export const productsAccess = (products: ConfigurableProduct[] | Error): LogikAccess & { asked: string[] } => {
  const asked: string[] = [];
  const admin = (environment: string): LogikAdmin => ({
    environment,
    probe: unasked,
    opensToAll: unasked,
    blueprints: unasked,
    lastDeployment: unasked,
    configurableProducts: () => {
      asked.push(environment);
      return products instanceof Error ? Promise.reject(products) : Promise.resolve(products);
    },
    managedTables: unasked,
    exportBlueprints: unasked,
    exportTable: unasked,
    job: unasked,
    download: unasked,
    importBlueprints: unasked,
    importTable: unasked,
    createTable: unasked,
  });
  return { ...noLogik, hasAdminKey: true, admin, asked };
};
