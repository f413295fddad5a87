import type { FastifyInstance } from 'fastify';
import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import type { ManagedTablePart } from '../scenario/types.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { refuse, type LogikWires } from './control.ts';
import type { LogikEnvironment } from './environment.ts';

/** What people change in Logik Admin, or have the vendor change: blueprints, tables, and the Ids of products. */
export function registerContentControl(app: FastifyInstance, base: string, { simulation, logik }: LogikWires): void {
  app.post<{ Body: Json }>(`${base}/blueprints`, (request, reply) => {
    const { variableName, name, modified, deployed } = isJsonObject(request.body) ? request.body : {};
    if (typeof variableName !== 'string') return refuse(reply, 'A blueprint is {variableName, name?, …}.');
    logik.own.blueprints.put({
      variableName,
      ...(typeof name === 'string' ? { name } : {}),
      ...(typeof modified === 'string' ? { modified } : {}),
      ...(typeof deployed === 'boolean' ? { deployed } : {}),
    });
    return reply.status(201).send(logik.own.blueprints.find(variableName));
  });

  app.post<{ Body: Json }>(`${base}/tables`, (request, reply) => {
    if (!isTable(request.body)) return refuse(reply, 'A table is {name, columns: [{name, type}], rows, modified?}.');
    const { rows: _, ...table } = logik.own.tables.put(request.body);
    return reply.status(201).send(table);
  });

  app.post<{ Body: Json }>(`${base}/products`, (request, reply) => {
    const { ids } = isJsonObject(request.body) ? request.body : {};
    const given = isJsonObject(ids) ? Object.entries(ids).map(([old, id]) => [old, String(id)] as const) : undefined;
    const newIds = given ?? idsByCode(logik, simulation.sandbox);
    return reply.send({ changed: logik.own.configurableProducts.tie(new Map(newIds)) });
  });
}

/** The new Ids of configurable products, by the code that the cache remembers of the old ones. */
function idsByCode({ own }: LogikEnvironment, sandbox: OrgStore): Array<readonly [string, string]> {
  return own.configurableProducts.all.flatMap(({ partnerProductId }) => {
    const code = own.productCache.get(partnerProductId)?.productCode ?? '';
    const [product] = code === '' ? [] : sandbox.table('Product2').withValue('ProductCode', code);
    return product && product.Id !== partnerProductId ? [[partnerProductId, product.Id] as const] : [];
  });
}

function isTable(value: Json): value is ManagedTablePart & { [name: string]: Json } {
  if (!isJsonObject(value)) return false;
  const { name, columns, rows = [], modified = '2020-01-01' } = value;
  const isColumn = (column: Json): boolean =>
    isJsonObject(column) && typeof column['name'] === 'string' && ['text', 'number'].includes(String(column['type']));
  return (
    typeof name === 'string' &&
    Array.isArray(columns) &&
    columns.every(isColumn) &&
    (typeof rows === 'number' || Array.isArray(rows)) &&
    typeof modified === 'string'
  );
}
