// The short form of hostile.mjs.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { attack } from './hostile.mjs';
import { makeWorld } from './world.mjs';

const world = await makeWorld();
after(() => world.stop());

test('fifty hostile clients, and a visitor who notices little of them', { timeout: 180000 }, async () => {
  const { figures, problems } = await attack(world, { seconds: 20, slack: 1000 });
  console.error(JSON.stringify(figures));
  assert.deepEqual(problems, []);
});
