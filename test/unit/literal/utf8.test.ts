import { expect } from 'chai';
import fc from 'fast-check';
import { encodingProblem, fromUtf8, Utf8Check } from '../../../src/literal/utf8.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('whether bytes are UTF-8', () => {
  it('Given any text, when it is looked at in any pieces, then nothing is wrong with it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 7 }), (text, size) => {
        // Zeros are told: no text has them.
        fc.pre(!text.includes('\0'));
        const bytes = Buffer.from(text);
        const check = new Utf8Check();
        for (let at = 0; at < bytes.length; at += size) {
          if (check.push(bytes.subarray(at, at + size))) return false;
        }
        return check.end() === undefined && encodingProblem(bytes) === undefined;
      })
    );
  });

  for (const [name, bytes, line, column, byte] of [
    ['an umlaut of Windows', latin1('a: 1\nb: Müller\n'), 2, 5, 0xfc],
    ['the same behind other letters', Buffer.concat([Buffer.from('ä€😀: '), latin1('é')]), 1, 6, 0xe9],
    ['one that begins as UTF-8 does', latin1('caf\u00e9 au lait'), 1, 4, 0xe9],
    ['at the very end', latin1('x\n\u00e9'), 2, 1, 0xe9],
    ['a surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80]), 1, 2, 0xed],
    ['a character spelled too long', Buffer.from([0x61, 0xc0, 0xaf]), 1, 2, 0xc0],
    ['a zero', Buffer.from('a\n\0b'), 2, 1, 0],
    ['a zero before a bad byte', Buffer.from([0x61, 0, 0xe9]), 1, 2, 0],
    ['zeros alone', Buffer.alloc(16), 1, 1, 0],
    ['UTF-16 of other letters without a mark', Buffer.from('Имя пользователя, и ещё\nabc', 'utf16le'), 1, 8, 0],
    ['quotes of Windows', latin1('a\r\n\u0093b\u0094'), 2, 1, 0x93],
  ] as const) {
    it(`Given ${name}, when it is looked at, in pieces too, then the first bad byte is told with its place`, () => {
      const expected = { kind: 'byte', byte, line, column };
      expect(encodingProblem(bytes)).to.deep.equal(expected);
      const check = new Utf8Check();
      const told = [...bytes].map((each) => check.push(Uint8Array.of(each))).find((problem) => problem);
      expect(told ?? check.end()).to.deep.equal(expected);
    });
  }

  for (const [kind, bytes] of [
    ['utf-16le', Buffer.from('\ufeffrefresh: x', 'utf16le')],
    ['utf-16le', Buffer.from('refresh: x', 'utf16le')],
    ['utf-16be', Buffer.from('\ufeffrefresh: x', 'utf16le').swap16()],
    ['utf-16be', Buffer.from('refresh: Größe', 'utf16le').swap16()],
    ['utf-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
    ['utf-32', Buffer.from([...'refresh: ü'].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0]))],
    ['utf-32', Buffer.from([...'refresh: x'].flatMap((letter) => [0, 0, 0, letter.charCodeAt(0)]))],
  ] as const) {
    it(`Given ${kind}, with a mark or without, when it is looked at, then it is told by name (${bytes.toString('hex', 0, 4)})`, () => {
      expect(encodingProblem(bytes)).to.deep.equal({ kind });
    });
  }

  it('Given the mark of UTF-8 once or twice, when it is read, then the text is without it', () => {
    for (const mark of ['', '\ufeff', '\ufeff\ufeff'])
      expect(fromUtf8(Buffer.from(`${mark}a: \ufeffb`))).to.equal('a: \ufeffb');
  });

  it('Given the mark of UTF-8, or nothing at all, when it is looked at, then nothing is wrong', () => {
    for (const text of ['\ufeffä', '', 'a', '\ufeff']) expect(encodingProblem(Buffer.from(text))).to.equal(undefined);
  });
});
