// Offers requests at a constant arrival rate, with k6. Prints the same line as flood.lua, and what was never sent behind it.
//   RATE, SECONDS, CARTS (their share), PATHS (JSON), ORIGIN

import http from 'k6/http';
import { Counter } from 'k6/metrics';

const paths = JSON.parse(__ENV.PATHS);
const carts = Number(__ENV.CARTS);
const counters = {};
for (const name of ['good', 'refused', 'unadvised', 'otherwise', 'lost']) counters[name] = new Counter(name);

export const options = {
  discardResponseBodies: true,
  scenarios: {
    flood: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE),
      timeUnit: '1s',
      duration: `${__ENV.SECONDS}s`,
      preAllocatedVUs: 300,
      maxVUs: 1000,
      gracefulStop: '5s',
    },
  },
};

export default function () {
  const answer = Math.random() < carts
    ? http.post(`${__ENV.ORIGIN}/api/v1/carts`, '{"currency":"EUR"}', { headers: { 'Content-Type': 'application/json' } })
    : http.get(__ENV.ORIGIN + paths[Math.floor(Math.random() * paths.length)]);
  if (answer.status === 503) {
    counters.refused.add(1);
    if (!answer.headers['Retry-After']) counters.unadvised.add(1);
  } else if (answer.status === 0) {
    counters.lost.add(1);
  } else {
    counters[answer.status < 300 ? 'good' : 'otherwise'].add(1);
  }
}

export function handleSummary(data) {
  const sums = ['good', 'refused', 'unadvised', 'otherwise', 'lost', 'dropped_iterations'].map(
    (name) => (name in data.metrics ? data.metrics[name].values.count : 0));
  return { stdout: `flood ${sums.slice(0, 5).join(' ')} ${__ENV.SECONDS} ${sums[5]}\n` };
}
