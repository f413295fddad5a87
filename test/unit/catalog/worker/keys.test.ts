import { expect } from 'chai';
import fc from 'fast-check';
import { KEY_SEPARATOR, naturalKey, readableKey } from '../../../../src/catalog/worker/keys.ts';

const KEY = ['ExternalId', 'ProductCode', 'Name'];

describe('naturalKey', () => {
  it('Given fields in order, when the first has no value, then the next that has one is the key, with its name', () => {
    expect(naturalKey(KEY, { ExternalId: 'E-1', ProductCode: 'C-1' })).to.equal('ExternalId E-1');
    for (const none of ['', '   ', null, undefined]) {
      expect(naturalKey(KEY, { ExternalId: none, ProductCode: ' C-1 ' })).to.equal('ProductCode C-1');
    }
  });

  it('Given no value at all, when the key is asked for, then there is none', () => {
    expect(naturalKey(KEY, { ExternalId: '', Other: 'x' })).to.equal(null);
    expect(naturalKey([], { Name: 'x' })).to.equal(null);
  });

  it('Given a checkbox, when it is set, then it is the key whatever the name; when not, then the name is', () => {
    const key = ['IsStandard', 'Name'];
    expect(naturalKey(key, { IsStandard: 'true', Name: 'Standard' })).to.equal('IsStandard');
    expect(naturalKey(key, { IsStandard: 'true', Name: 'Standardpreisbuch' })).to.equal('IsStandard');
    expect(naturalKey(key, { IsStandard: 'false', Name: 'EMEA' })).to.equal('Name EMEA');
  });

  const odd = ['a "b"', 'a,b', 'a\nb', '🧰 kit', "'; DROP TABLE x; --", 'ß', 'x'.repeat(32_000)];
  for (const value of odd) {
    it(`Given the value ${JSON.stringify(value.slice(0, 20))}, when it is the key, then all of it counts`, () => {
      expect(naturalKey(KEY, { Name: value })).to.equal(`Name ${value}`);
    });
  }

  it('Given any two rows, when their keys are the same, then the same field with the same value made them', () => {
    const value = fc.oneof(fc.constantFrom('', 'a', 'b', 'Name a', 'ProductCode a', 'true '), fc.string());
    const row = fc.record({ ExternalId: value, ProductCode: value, Name: value });
    const made = (values: Record<string, string>): string => {
      const [field, found] = Object.entries(values).find(([, each]) => !['', 'false'].includes(each.trim())) ?? [];
      return field === undefined ? 'none' : JSON.stringify([field, found?.trim()]);
    };
    fc.assert(
      fc.property(row, row, (one, other) => {
        const [a, b] = [naturalKey(KEY, one), naturalKey(KEY, other)];
        expect(a === b).to.equal(made(one) === made(other));
      }),
      { numRuns: 500 }
    );
  });
});

describe('readableKey', () => {
  it('Given the key of an entry, when people read it, then its parts are set apart visibly', () => {
    expect(readableKey(['ProductCode A', 'IsStandard', 'EUR'].join(KEY_SEPARATOR))).to.equal(
      'ProductCode A › IsStandard › EUR'
    );
  });
});
