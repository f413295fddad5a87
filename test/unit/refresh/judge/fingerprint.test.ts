import { expect } from 'chai';
import fc from 'fast-check';
import { fingerprinter, newSalt } from '../../../../src/refresh/judge/fingerprint.ts';

describe('fingerprints', () => {
  it('Given two secrets in one directory, when marked, then the marks are the same only for the same secret', () => {
    const mark = fingerprinter(newSalt());
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(mark(one) === mark(other)).to.equal(one === other);
      })
    );
  });

  it('Given the same secret in two directories, when marked, then nobody sees that it is the same', () => {
    expect(fingerprinter(newSalt())('s3cret')).not.to.equal(fingerprinter(newSalt())('s3cret'));
  });

  it('Given any secret, when marked, then nothing of it shows', () => {
    expect(fingerprinter(newSalt())('s3cret')).to.match(/^[0-9a-f]{16}$/);
  });
});
