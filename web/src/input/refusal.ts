// Why what was typed is no domain, in words.

import { say } from '../words/say';
import type { Refusal } from './domain';

const HOST_LABEL = /^[a-z0-9\p{L}](?:[a-z0-9\p{L}-]*[a-z0-9\p{L}])?$/iu;

/** `named`: the part that it is about. */
export function refusal(why: Refusal, named: string): string {
  switch (why) {
    case 'empty':
      return say('typed.nothing');
    case 'too-long':
      return say('typed.too-long');
    case 'nothing-after-at':
      return say('typed.nothing-after-at');
    case 'ip-address':
      return say('typed.address');
    case 'spaces':
      return say('typed.spaces');
    case 'no-dot':
      return say('typed.no-dot', { typed: named, example: HOST_LABEL.test(named) ? named.toLowerCase() : 'example' });
    case 'dot-too-many':
      return say('typed.dots');
    case 'no-domain-name':
      return say('typed.no-domain');
  }
}
