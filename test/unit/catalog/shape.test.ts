import { expect } from 'chai';
import { DEFAULT_KEYS, OBJECTS, PRODUCT_OPTION, type NaturalKeys } from '../../../src/catalog/objects.ts';
import { configurableField, shapesOf, type Shape } from '../../../src/catalog/shape.ts';
import type { ObjectDescription } from '../../../src/salesforce/types.ts';
import { caught } from '../support/caught.ts';
import { fieldOf, objectOf, orgStub } from '../support/reader.ts';

const CATALOG = OBJECTS.filter(({ role }) => role === 'catalog');
/** The objects without which there is no catalog, with the fields that it needs, and more of a product. */
const objects = (...more: string[]): ObjectDescription[] =>
  CATALOG.map(({ name, fields }) =>
    objectOf(
      name,
      [...fields, ...(name === 'Product2' ? more : [])].map((field) => fieldOf(field))
    )
  );
const shapes = (described: ObjectDescription[], keys: Partial<NaturalKeys> = DEFAULT_KEYS): Promise<Shape[]> =>
  shapesOf(orgStub({ objects: described }), keys);
const namesOf = ({ fields }: Shape): string[] => fields.map(({ name }) => name);

describe('shapesOf', () => {
  it('Given an org with the least, when asked, then these fields are read and the key is what is there', async () => {
    const [product, ...others] = await shapes(objects());
    expect(namesOf(product)).to.deep.equal(['Id', 'Name', 'ProductCode', 'IsActive', 'LastModifiedDate']);
    expect(product).to.deep.include({ key: ['ProductCode', 'Name'], role: 'catalog', notKept: false });
    expect(others.map(({ name }) => name)).to.deep.equal(['Pricebook2', 'PricebookEntry']);
    expect(others[1].key).to.deep.equal(['Product2Id', 'Pricebook2Id']);
  });

  it('Given optional fields and the field of a Logik package, when asked, then they are read with their types', async () => {
    const own = objects('ExternalId', 'ACME__IsConfigurable__c');
    own[0].fields[0].type = 'id';
    const [product] = await shapes(own);
    expect(namesOf(product)).to.include.members(['ExternalId', 'ACME__IsConfigurable__c']);
    expect(product.key[0]).to.equal('ExternalId');
    expect(product.fields[0]).to.deep.equal({ name: 'Id', type: 'id' });
  });

  it('Given a field that people chose as key, when asked, then it is read too, once', async () => {
    const [product] = await shapes(objects('Code__c'), { ...DEFAULT_KEYS, Product2: ['Code__c', 'Name'] });
    expect(product.key).to.deep.equal(['Code__c', 'Name']);
    expect(namesOf(product).filter((name) => ['Code__c', 'Name'].includes(name))).to.have.length(2);
  });

  it('Given a chosen key that this login cannot read, when asked, then it is an error of usage that names it', async () => {
    const error = await caught(() => shapes(objects(), { ...DEFAULT_KEYS, Product2: ['Code__c'] }));
    expect(error).to.include({ name: 'UnknownKeyFieldError', exitCode: 2 });
    expect(error.message).to.contain('Product2').and.contain('Code__c');
    const named = (keys: Partial<NaturalKeys>): Promise<unknown> => caught(() => shapes(objects(), keys));
    expect(await named({ Pricebook2: ['Name', 'Gone__c'] })).to.include({ name: 'UnknownKeyFieldError' });
  });

  it('Given a name that each org counts itself, when asked, then it is no key; chosen, it is an error of usage that names it', async () => {
    const own = objects();
    const number = fieldOf('Name', 'Number', {
      nameField: true,
      autoNumber: true,
      createable: false,
      updateable: false,
    });
    own[1].fields = own[1].fields.map((field) => (field.name === 'Name' ? number : field));
    const [, book] = await shapes(own);
    expect([book.key, namesOf(book)]).to.deep.equal([['IsStandard'], ['Id', 'Name', 'IsActive', 'IsStandard']]);
    const error = await caught(() => shapes(own, { ...DEFAULT_KEYS, Pricebook2: ['Name'] }));
    expect(error).to.include({ name: 'GeneratedKeyFieldError', exitCode: 2 });
    expect(error.message).to.contain('Pricebook2').and.contain('Name').and.contain('catalog.keys');
  });

  it('Given a field that the catalog needs and the login cannot read, when asked, then the error names it', async () => {
    const own = objects();
    own[2].fields = own[2].fields.filter(({ name }) => name !== 'UnitPrice');
    const error = await caught(() => shapes(own));
    expect(error.name).to.equal('UnreadableFieldError');
    expect(error.message).to.contain('PricebookEntry.UnitPrice');
  });

  it('Given no product at all to describe, when asked, then the org says why', async () => {
    expect((await caught(() => shapes(objects().slice(1)))).name).to.equal('OrgRefusedError');
  });

  it('Given objects that help to translate, when they are there, then they are read, options without being kept', async () => {
    const more = [PRODUCT_OPTION, 'ProductSellingModel', 'User'].map((name) =>
      objectOf(
        name,
        [...(OBJECTS.find((spec) => spec.name === name)?.fields ?? [])].map((field) => fieldOf(field))
      )
    );
    const found = await shapes([...objects(), ...more]);
    expect(found.map(({ name, role, notKept }) => [name, role, notKept])).to.deep.equal([
      ['Product2', 'catalog', false],
      ['Pricebook2', 'catalog', false],
      ['ProductSellingModel', 'reference', false],
      ['User', 'reference', false],
      [PRODUCT_OPTION, 'reference', true],
      ['PricebookEntry', 'catalog', false],
    ]);
  });
});

describe('configurableField', () => {
  const named = (...names: string[]): string | undefined =>
    configurableField(names.map((name) => ({ name, type: 'boolean' })));
  const inNamespace = (namespace: string, ...names: string[]): string | undefined =>
    configurableField(
      names.map((name) => ({ name })),
      namespace
    );

  it('Given a namespace that was discovered, when asked, then its own field comes first, before the usual one', () => {
    const both = ['LGK__IsConfigurable__c', 'X__IsConfigurable__c', 'ACME__IsConfigurable__c'];
    expect(inNamespace('ACME__', ...both)).to.equal('ACME__IsConfigurable__c');
    expect(inNamespace('', 'X__IsConfigurable__c', 'IsConfigurable__c')).to.equal('IsConfigurable__c');
    expect(inNamespace('ACME__', 'LGK__IsConfigurable__c')).to.equal('LGK__IsConfigurable__c');
  });

  it('Given several that could be it, when asked, then none is chosen', () => {
    expect(inNamespace('ACME__', 'A__IsConfigurable__c', 'B__IsConfigurable__c')).to.equal(undefined);
  });

  it('Given several packages, when asked, then the usual one comes first', () => {
    expect(named('A__IsConfigurable__c', 'LGK__IsConfigurable__c')).to.equal('LGK__IsConfigurable__c');
    expect(named('Name', 'A__IsConfigurable__c')).to.equal('A__IsConfigurable__c');
  });

  it('Given fields that only look like it, when asked, then there is none', () => {
    expect(named('IsConfigurable__c', 'LGK__IsConfigurable', 'LGK__IsConfigurable__c2')).to.equal(undefined);
  });
});
