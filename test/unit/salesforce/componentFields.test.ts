import { expect } from 'chai';
import fc from 'fast-check';
import { fieldAt, flatten, isTrue, withFields } from '../../../src/salesforce/componentFields.ts';
import type { MetadataComponent } from '../../../src/salesforce/types.ts';

const URL_PATH = 'parameters[parameterName=Url].parameterValue';

const secured = (url: string): MetadataComponent => ({
  fullName: 'Billing',
  label: 'Billing',
  parameters: [
    { parameterName: 'Other', parameterValue: 'x' },
    { parameterName: 'Url', parameterValue: url },
  ],
});

describe('fields of metadata components', () => {
  it('Given lists of elements, when flattened, then their order does not matter', () => {
    const { parameters, ...rest } = secured('https://a.example');
    const turned = { ...rest, parameters: [...(parameters as unknown[])].reverse() };
    expect(flatten(turned)).to.deep.equal(flatten(secured('https://a.example')));
    expect(flatten(secured('https://a.example'))[URL_PATH]).to.equal('https://a.example');
  });

  it('Given switches as SOAP and jsforce spell them, when asked, then only what is on is true', () => {
    expect([true, 'true', false, 'false', 'yes', 1, null, undefined].map(isTrue)).to.deep.equal([
      true,
      true,
      ...Array.from({ length: 6 }, () => false),
    ]);
  });

  it('Given one element, as SOAP answers it, when flattened, then it is a list all the same', () => {
    const single = { fullName: 'B', parameters: { parameterName: 'Url', parameterValue: 'true' } };
    expect(flatten(single)[URL_PATH]).to.equal(true);
    expect(withFields(single, { [URL_PATH]: 'b' }).parameters).to.deep.equal([
      { parameterName: 'Url', parameterValue: 'b' },
    ]);
  });

  it('Given a path into a list, when set, then that element changes and everything else stays', () => {
    const changed = withFields(secured('https://a.example'), { [URL_PATH]: 'https://b.example' });
    expect(changed).to.deep.equal(secured('https://b.example'));
    expect(fieldAt(changed, URL_PATH)).to.equal('https://b.example');
  });

  it('Given a component that is not there, when its paths are set, then it is made of them', () => {
    const made = withFields({ fullName: 'Billing' }, flatten(secured('https://a.example')));
    expect(made).to.deep.equal(secured('https://a.example'));
  });

  it('Given elements that cannot be told apart, when one is set, then it is that one', () => {
    const twins = { fullName: 'T', steps: [{ value: 'a' }, { value: 'b' }] };
    const path = Object.keys(flatten(twins))[1];
    expect(withFields(twins, { [path]: 'c' }).steps).to.deep.equal([{ value: 'a' }, { value: 'c' }]);
  });

  it('Given any component, when it is made anew of its paths, then nothing is lost', () => {
    const leaf = fc.oneof(fc.string({ minLength: 1 }), fc.boolean(), fc.integer());
    const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(leaf, leaf, names, (one, two, parameterNames) => {
        const parameters = parameterNames.map((parameterName) => ({ parameterName, parameterValue: two }));
        const component: MetadataComponent = { fullName: 'Any', one, nested: { two }, parameters };
        expect(flatten(withFields({ fullName: 'Any' }, flatten(component)))).to.deep.equal(flatten(component));
      })
    );
  });
});
