import { soql } from '../soql.ts';
import type { OrgReader } from '../types.ts';

/** What is known of the login's user before a browser starts. */
export type Visitor = {
  /** How the user last proved who they are, where only a person at a device can do that; undefined otherwise. */
  passkey(): Promise<string | undefined>;
  /** The language in which the user sees Setup, such as `de`; undefined where the org does not tell. */
  language(): Promise<string | undefined>;
};

/**
 * Values of VerificationHistory.VerificationMethod that stand for a passkey or a security key: U2F,
 * BuiltInAuthenticator, WebAuthnRoamingAuthenticator, PwlessPasskey (public tools that judge the readiness for Salesforce's
 * phishing-resistant MFA go by these; help 005321563). API values, so the same in every language.
 */
const PASSKEY = /^(u2f|built_?in_?authenticator|security_?key)$|webauthn|passkey/i;

/** Nobody's visit ends because of what could not be foreseen of it. */
const unknown = (): undefined => undefined;

type Verification = { VerificationMethod: string | null };

/** Rows enough to find one that names its method. */
const LATEST = 5;

/**
 * Looks the login's user up. Phishing-resistant MFA stands in front of every page that a frontdoor leads to, for users
 * who have to use it (administrators, since 2026): the latest entry of VerificationHistory foretells it. Only users with
 * Manage Users can read that history; unread it foretells nothing.
 */
export const visitorOf = (reader: () => Pick<OrgReader, 'userInfo' | 'query'>): Visitor => ({
  passkey: async () => {
    try {
      const org = reader();
      const { user_id: id } = await org.userInfo();
      const history = await org.query<Verification>(
        soql`SELECT VerificationMethod FROM VerificationHistory WHERE UserId = ${id} ORDER BY VerificationTime DESC LIMIT ${LATEST}`
      );
      const latest = history.find(({ VerificationMethod }) => VerificationMethod !== null)?.VerificationMethod;
      return typeof latest === 'string' && PASSKEY.test(latest) ? latest : undefined;
    } catch {
      return undefined;
    }
  },
  language: async () => (await reader().userInfo().catch(unknown))?.language,
});

/** A visitor of whom nothing is known. */
export const STRANGER: Visitor = {
  passkey: () => Promise.resolve(undefined),
  language: () => Promise.resolve(undefined),
};
