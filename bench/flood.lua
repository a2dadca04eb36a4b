-- Offers requests at a steady rate: each connection sends one every so often, whatever became of the one before.
--   wrk … -s flood.lua URL -- PAUSE_MS SHARE_OF_CARTS PATH…
-- A pause of 0 is a closed loop. Prints how many were answered well, refused, refused without Retry-After, otherwise;
-- how many got no answer; and the seconds.

local threads = {}
local paths, pause, carts = {}, 0, 0
good, refused, unadvised, otherwise = 0, 0, 0, 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  pause, carts = tonumber(args[1]), tonumber(args[2])
  for i = 3, #args do table.insert(paths, args[i]) end
end

function delay()
  return math.floor(pause * (0.5 + math.random()))
end

function request()
  if math.random() < carts then
    return wrk.format("POST", "/api/v1/carts", {["Content-Type"] = "application/json"}, '{"currency":"EUR"}')
  end
  return wrk.format("GET", paths[math.random(#paths)])
end

function response(status, headers)
  if status == 503 then
    refused = refused + 1
    if not headers["Retry-After"] then unadvised = unadvised + 1 end
  elseif status < 300 then
    good = good + 1
  else
    otherwise = otherwise + 1
  end
end

function done(summary)
  local sums = {0, 0, 0, 0}
  for _, thread in ipairs(threads) do
    for i, name in ipairs({"good", "refused", "unadvised", "otherwise"}) do sums[i] = sums[i] + thread:get(name) end
  end
  local errors = summary.errors
  print(string.format("flood %d %d %d %d %d %.3f", sums[1], sums[2], sums[3], sums[4],
                      errors.connect + errors.read + errors.write + errors.timeout, summary.duration / 1e6))
end
