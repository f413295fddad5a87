/**
 * Every secret that a simulator of this process handed out: sessions, refresh tokens, tickets of the frontdoor, keys and
 * tokens of Logik. `GET /__simulator/secrets` answers them, for whoever looks whether one of them was written anywhere.
 */
const handed = new Set<string>();

export function handedOut(secret: string): string {
  handed.add(secret);
  return secret;
}

export function allHandedOut(): string[] {
  return [...handed];
}
