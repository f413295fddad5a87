import type { HttpRequest, HttpResponse } from '@jsforce/jsforce-node/lib/types/common.js';

/** The call in a request's body: the one element that stands in it. */
const CALL = /<soapenv:Body\b[^>]*><(\w+)/;

/** A whole SOAP document, whatever its prefixes. */
const ENVELOPE = /^\s*(?:<\?xml[^>]*\?>\s*)?<(?:[\w-]+:)?Envelope\b[^]*<\/(?:[\w-]+:)?Envelope>\s*$/;

/** An answer with a good status that is not the answer to what was asked. */
export class NotAnAnswer extends Error {
  public readonly errorCode = 'UNREADABLE_BODY';
}

/**
 * Lets a SOAP answer through where it is one to the call that was sent: a whole envelope with `<callResponse>` in it (SOAP
 * 1.1, section 7.1; every call of the Metadata API's WSDL). jsforce makes an empty result of everything else: a login
 * page, JSON, nothing at all; nobody could tell it from an org where there is nothing.
 *
 * @throws NotAnAnswer for an answer with a good status that is none
 */
export const soapAnswer = ({ body: sent }: HttpRequest, answer: HttpResponse): HttpResponse => {
  if (answer.statusCode >= 400) return answer;
  const [, call] = (typeof sent === 'string' ? CALL.exec(sent) : null) ?? [];
  if (call === undefined || !ENVELOPE.test(answer.body)) throw new NotAnAnswer('the answer is no SOAP envelope');
  if (!new RegExp(`<(?:[\\w-]+:)?${call}Response[\\s/>]`).test(answer.body))
    throw new NotAnAnswer(`the answer has no ${call}Response`);
  return answer;
};
