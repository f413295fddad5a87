import { expect } from 'chai';
import { loadText } from '../../src/text.ts';

describe('loadText', () => {
  const text = loadText('refresh');

  it('Given values, when a text is asked for, then each stands in its place, as it is', () => {
    expect(text.get('org.told', { name: '{orgId} $& %s', orgId: '00D1', myDomain: 'x' })).to.equal(
      '{orgId} $& %s (00D1, x)'
    );
  });

  it('Given a place without a value, when a text is asked for, then it is a mistake, not a hole', () => {
    expect(() => text.get('org.told', { name: 'uat' })).to.throw(RangeError, 'orgId');
  });

  it('Given a key that is not there, when a text is asked for, then it is a mistake', () => {
    expect(() => text.get('nope')).to.throw('nope');
  });

  it('Given an error, when it is made, then it has its name, its actions and its exit code', () => {
    const error = text.error('BadDate', { value: 'tomorrow' }, 2);
    expect(error).to.include({ name: 'BadDateError', exitCode: 2 });
    expect(error.message).to.contain('tomorrow');
    expect(error.actions).to.have.length(1);
    expect(text.error('BadDate', { value: 'x' }).exitCode).to.equal(1);
  });

  it('Given values of others in an error, when it is made, then they neither steer a terminal nor hold a secret', () => {
    const value = 'a\u001b[2Jb\u202e\r\n 00D7Q000000AbCd!AQ4AQFzx.Yz_1';
    expect(text.error('BadDate', { value }).message).to.contain('a\ufffd[2Jb\ufffd\n <redacted>');
    expect(text.get('org.told', { name: value, orgId: '', myDomain: '' })).to.contain(value);
  });
});
