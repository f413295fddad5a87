import {
  CURRENCY_OBJECTS,
  currencyField,
  currencyType,
  productOption,
  productSellingModel,
  productSellingModelOption,
  sellingModelField,
} from '../schema/features.ts';
import { sourceMember } from '../schema/development.ts';
import { configureDuringSale, revenueCloudObjects } from '../schema/revenueCloud.ts';
import type { FieldDef, ObjectDef } from '../model.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { OrgBuilder } from './orgBuilder.ts';
import type { OrgPart, Row } from './types.ts';

/** Defines what an org has because of its packages, currencies and selling models. */
export function defineFeatures(store: OrgStore, part: OrgPart): void {
  if (part.packages?.some(({ namespace }) => namespace === 'SBQQ')) store.define(productOption);
  if (part.sourceTracking) store.define(sourceMember);
  if (part.revenueCloud) {
    for (const def of revenueCloudObjects) store.define(def);
    addField(store, 'Product2', configureDuringSale);
  }
  if (part.currencies !== undefined) defineCurrencies(store, part.currencies);
  if (part.productSellingModels === undefined) return;
  store.define(productSellingModel);
  store.define(productSellingModelOption);
  addField(store, 'PricebookEntry', sellingModelField);
}

/** Loads the currencies and selling models of an org; to be done before the catalog, which names them. */
export function loadFeatures(builder: OrgBuilder): void {
  const lists: Array<[string, Row[] | undefined, string, Row]> = [
    ['CurrencyType', builder.part.currencies, '/currencies', { ConversionRate: 1, IsActive: true }],
    ['ProductSellingModel', builder.part.productSellingModels, '/productSellingModels', { Status: 'Active' }],
  ];
  for (const [object, rows, at, usual] of lists) {
    for (const [index, row] of (rows ?? []).entries()) builder.load(object, { ...usual, ...row }, `${at}/${index}`);
  }
}

/** In a multi-currency org nearly every record has a currency, the corporate one unless it says otherwise. */
function defineCurrencies(store: OrgStore, currencies: Row[]): void {
  const codes = currencies.map((row) => String(row['IsoCode']));
  const corporate = String(currencies.find((row) => row['IsCorporate'] === true)?.['IsoCode'] ?? codes[0]);
  store.define(currencyType);
  const own = store.objects('rest').filter((def) => def.custom && !def.customSetting && !def.name.endsWith('__mdt'));
  for (const name of [...CURRENCY_OBJECTS, ...own.map((def) => def.name)]) {
    const more = { PricebookEntry: { updateable: false }, Opportunity: { nillable: true } }[name] ?? {};
    addField(store, name, currencyField(codes, corporate, more));
  }
  const code = currencyField(codes, corporate);
  addField(store, 'User', code);
  addField(store, 'User', {
    ...code,
    name: 'DefaultCurrencyIsoCode',
    label: 'Default Currency ISO Code',
    nillable: true,
  });
  const fixed = { ...code, createable: false, updateable: false };
  addField(store, 'Organization', { ...fixed, name: 'DefaultCurrencyIsoCode', label: 'Default Currency ISO Code' });
}

function addField(store: OrgStore, object: string, field: FieldDef): void {
  const def: ObjectDef | undefined = store.object(object);
  if (def) store.define({ ...def, fields: [field] });
}
