// The short form of hostile.mjs.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { attack } from './hostile.mjs';
import { makeWorld } from './world.mjs';

const world = await makeWorld();
after(() => world.stop());

test('fifty hostile clients, and a visitor who notices little of them', { timeout: 180000 }, async () => {
  const { figures, problems } = await attack(world, { seconds: 15, slack: 3000 });
  console.error(JSON.stringify(figures));
  assert.deepEqual(problems, []);
  assert.ok(figures.visits.median <= 2 * figures.usual + 200, 'most visitors notice nothing');
});
