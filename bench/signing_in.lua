-- Logins of accounts that take turns. wrk … -s signing_in.lua URL -- ACCOUNTS PASSWORD
-- Who is told to come back does so when they were told to. Prints how many came in, were told to come back, were answered
-- in any other way, and were not answered, and for how many seconds it went on.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  accounts, password = tonumber(args[1]), args[2]
  turn, came_in, put_off, otherwise, pauses = 0, 0, 0, 0, {}
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

-- Answers and the pauses behind them come in the same order.
function delay()
  return #pauses > 0 and table.remove(pauses, 1) or 0
end

function request()
  turn = turn % accounts + 1
  return wrk.format(nil, nil, nil, string.format('{"email":"guest%d@example.com","password":"%s"}', turn, password))
end

function response(status, headers)
  table.insert(pauses, 1000 * (tonumber(headers["Retry-After"]) or 0))
  if status == 200 then
    came_in = came_in + 1
  elseif status == 503 and headers["Retry-After"] then
    put_off = put_off + 1
  else
    otherwise = otherwise + 1
  end
end

function done(summary)
  local sums = {came_in = 0, put_off = 0, otherwise = 0}
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + thread:get(name) end
  end
  local errors = summary.errors
  print(string.format("signing_in %d %d %d %d %.3f", sums.came_in, sums.put_off, sums.otherwise,
                      errors.connect + errors.read + errors.write + errors.timeout, summary.duration / 1e6))
end
