import { expect } from 'chai';
import type { SfError } from '@salesforce/core';
import { credentialOf } from '../../../src/logik/credentials.ts';

const refusal = (value: string): SfError => {
  try {
    credentialOf(value, 'LOGIK_ADMIN_API_KEY');
  } catch (error) {
    return error as SfError;
  }
  throw new Error('It was taken.');
};

describe('a credential', () => {
  it('Given nothing or blanks, When it is read, Then there is none; what came with the copying goes', () => {
    for (const nothing of [undefined, '', '  ', '\n']) expect(credentialOf(nothing, 'X')).to.equal(null);
    expect(credentialOf(' abc.DEF-_~+/= \r\n', 'X')).to.equal('abc.DEF-_~+/=');
  });

  for (const value of [
    'secret1\nsecret2',
    'secret1\r\nX-Other: secret2',
    'secret1 secret2',
    'secret1\u0000',
    'secret1é',
    'secret1'.repeat(2000),
  ]) {
    it(`Given ${JSON.stringify(value.slice(0, 30))}, When it is read, Then the variable is named and the value is not`, () => {
      const error = refusal(value);
      expect(error).to.include({ name: 'LogikCredentialError', exitCode: 2 });
      expect(error.message).to.contain('LOGIK_ADMIN_API_KEY');
      expect([error.message, ...(error.actions ?? []), error.stack].join()).not.to.contain('secret');
    });
  }
});
