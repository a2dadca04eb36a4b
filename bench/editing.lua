-- Readers and editors of a shop in one: of so many requests a share changes a product, the others read pages and
-- details. Arguments: a file with the paths to read, a file with the products' ids, a file with the token, the share
-- in percent. Prints how many were read and how many were edited a second, and how many requests failed.

local reads, ids, token, share
local threads = {}

local function lines_of(name)
  local all = {}
  for line in io.lines(name) do all[#all + 1] = line end
  return all
end

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  reads, ids = lines_of(args[1]), lines_of(args[2])
  token = lines_of(args[3])[1]
  share = tonumber(args[4])
  read, edited = 0, 0
  math.randomseed(os.time())
end

function request()
  if math.random(1, 100) > share then
    read = read + 1
    return wrk.format("GET", reads[math.random(#reads)])
  end
  edited = edited + 1
  local words = '{"description":"Edited ' .. edited .. ' at ' .. math.random(1, 1000000) .. '"}'
  return wrk.format("PATCH", "/api/v1/catalog/products/" .. ids[math.random(#ids)],
                    {["Content-Type"] = "application/json", ["If-Match"] = "*", ["Authorization"] = "Bearer " .. token},
                    words)
end

function done(summary, latency)
  local read, edited = 0, 0
  for _, thread in ipairs(threads) do
    read, edited = read + thread:get("read"), edited + thread:get("edited")
  end
  local errors, seconds = summary.errors, summary.duration / 1e6
  print(string.format("editing %.1f %.1f %d", read / seconds, edited / seconds,
                      errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
