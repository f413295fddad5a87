import { expect } from 'chai';
import { hostSet } from '../../../../../src/checklist/shared/endpoints/hostSet.ts';

describe('hostSet', () => {
  it('Given a host, When it is looked for in another case or at another port, Then it is the same', () => {
    const set = hostSet(['ERP.example.com:8443']);
    for (const host of ['erp.example.com', 'erp.example.com:8443', 'Erp.Example.com:443']) {
      expect(set.has(host), host).to.equal(true);
    }
    expect(set.has('billing.erp.example.com')).to.equal(false);
    expect(set.has('erp.example.com.evil.test')).to.equal(false);
  });

  it('Given a pattern on either side, When looked for, Then it meets hosts below it, not the host itself or a longer name', () => {
    expect(hostSet(['*.example.com']).has('erp.example.com')).to.equal(true);
    expect(hostSet(['erp.example.com']).has('*.example.com')).to.equal(true);
    expect(hostSet(['*.example.com']).has('example.com')).to.equal(false);
    expect(hostSet(['*.example.com']).has('erp.badexample.com')).to.equal(false);
  });

  it("Given this machine's own addresses, When looked for, Then the port tells them apart", () => {
    const set = hostSet(['127.0.0.1:4001']);
    expect(set.has('127.0.0.1:4001')).to.equal(true);
    expect(set.has('127.0.0.1:4002')).to.equal(false);
    expect(hostSet(['[::1]:4001']).has('[::1]:4002')).to.equal(false);
  });
});
