export { hide, isRedacted, redact, REDACTED } from '../literal/secrets.ts';
