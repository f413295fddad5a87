import { expect } from 'chai';
import { namedAgain } from '../../../src/cli/orgs.ts';

describe('how the next command names the org', () => {
  it('Given the usual directory, when named, then the org is enough', () => {
    expect(namedAgain('uat', undefined)).to.equal('uat');
  });

  it('Given a directory of its own, when named, then the next command gets it, too', () => {
    expect(namedAgain('uat', 'my refreshes/uat')).to.equal('uat --dir "my refreshes/uat"');
  });

  it('Given names that a shell takes for more than one word, or for its own, when named, then they are one word', () => {
    expect(namedAgain('my uat', 'refreshes/$uat "`x`"')).to.equal('"my uat" --dir "refreshes/\\$uat \\"\\`x\\`\\""');
  });
});
