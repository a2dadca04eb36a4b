-- Readers who pause between two pages, so that how long one takes says how long it waited, not how many there were.
-- Prints how many pages were read, how many in vain, and the times of half, 99 % and all of them in ms.

function delay()
  return math.random(5, 15)
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("browsing %d %d %.3f %.3f %.3f", summary.requests,
                      errors.status + errors.connect + errors.read + errors.write + errors.timeout,
                      latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
