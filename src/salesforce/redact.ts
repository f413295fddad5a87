export { isRedacted, redact, REDACTED } from '../literal/secrets.ts';
