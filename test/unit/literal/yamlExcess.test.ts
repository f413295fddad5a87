import { expect } from 'chai';
import { yamlExcess } from '../../../src/literal/yaml.ts';

describe('yamlExcess', () => {
  it('Given a long flat list on one line, as JSON has it, when it is looked at, then it is not deep', () => {
    const waivers = Array.from({ length: 60 }, (_, at) => ({ item: `line-${at}`, reason: 'r', until: '2027-01-01' }));
    expect(yamlExcess(`waivers: ${JSON.stringify(waivers)}\n`)).to.equal(undefined);
  });

  it('Given what is nested in braces, dashes or by indentation, when it is too deep, then the line is told', () => {
    expect(yamlExcess(`a: ${'['.repeat(60)}${']'.repeat(60)}\n`)).to.include({ what: 'depth', line: 1 });
    expect(yamlExcess(`a:\n  ${'- '.repeat(60)}b\n`)).to.include({ what: 'depth', line: 2 });
  });
});
